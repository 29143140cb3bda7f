"""`manage.py flow`: the flow of a source's journeys, as the API tells it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rest_framework import serializers

from carepath.accounts import policies as accounts
from carepath.bottlenecks import queries
from carepath.bottlenecks.api import documents, flow, inputs
from carepath.frames.moments import to_us
from carepath.ui import clock, words

FORMS = {
    "summary": inputs.AboutInput,
    "edges": inputs.AboutInput,
    "variants": inputs.VariantsInput,
    "milestones": inputs.MilestonesInput,
}

ASKED = {
    "source": "--source",
    "period": "--period",
    "folded": "--folded",
    "from": "--from",
    "to": "--to",
    "within_s": "--within",
    "by": "--by",
}
"""Field of a question to the option that gives it."""


class Command(BaseCommand):
    """Print a summary, the hand-overs, the variants or the time between milestones."""

    help = "Print how the journeys of a source flow; --json prints what the API answers."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be asked."""
        parser.add_argument("what", choices=FORMS)
        parser.add_argument("--source", required=True)
        parser.add_argument("--period", help="2014, 2014-03, 2014-03-09 or 2014-03-09/2014-04-30")
        parser.add_argument("--folded", action="store_true", help="variants: folded")
        parser.add_argument("--from", dest="from", metavar="STAGE")
        parser.add_argument("--to", metavar="STAGE")
        parser.add_argument("--within", dest="within_s", metavar="SECONDS")
        parser.add_argument("--by", metavar="GROUP", help="case attribute, day, week, month ...")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer."""
        what = options["what"]
        question = _checked(FORMS[what], options)
        first, last = question.get("period", (None, None))
        try:
            log = queries.log(
                by=accounts.PORTAL,
                source=question["source"],
                first=first,
                last=last,
                now=to_us(clock.now()),
            )
            answer = _answer(what, question, log)
        except queries.NotThere as error:
            raise CommandError(f"{error.field}: {error}") from error
        self.stdout.write(_json(answer) if options["json"] else _table(answer))


def _checked(form: type[serializers.Serializer], options: dict[str, Any]) -> dict[str, Any]:
    """Return the question; CommandError for an option that this one has no use for."""
    given = {name: options[name] for name in ASKED if options.get(name) not in (None, False)}
    strange = [ASKED[name] for name in given if name not in form().fields]
    if strange:
        known = ", ".join(ASKED[name] for name in ASKED if name in form().fields)
        text = _("%(what)s knows no %(strange)s, only %(known)s.")
        raise CommandError(
            text % {"what": options["what"], "strange": ", ".join(strange), "known": known}
        )
    question = form(data=given)
    if not question.is_valid():
        faults = [f"{name}: {' '.join(map(str, texts))}" for name, texts in question.errors.items()]
        raise CommandError("\n".join(faults))
    return question.validated_data


def _answer(what: str, question: dict[str, Any], log: queries.Log) -> dict[str, Any]:
    if what == "summary":
        return documents.summary(log)
    if what == "milestones" and "from" in question:
        return documents.milestone(log, **flow.pair_of(question))
    if what == "edges":
        rows = documents.edges(log)
    elif what == "milestones":
        rows = documents.declared(log)
    else:
        total = queries.summary(log).journeys
        rows, _total = documents.variants(log, folded=question["folded"], start=0, stop=total)
    return {"next": None, "previous": None, "results": list(rows)}


def _json(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _table(answer: dict[str, Any]) -> str:
    """Return the answer as lines of tab-separated text, to read."""
    if "results" not in answer:
        return "\n".join(f"{name}\t{_cell(value)}" for name, value in answer.items())
    rows = answer["results"]
    if not rows:
        return _("Nothing to show.")
    lines = ["\t".join(rows[0])]
    return "\n".join(lines + ["\t".join(_cell(value) for value in row.values()) for row in rows])


def _cell(value: Any) -> str:
    if value is None:
        return words.EMPTY
    if isinstance(value, float):
        return f"{value:.3f}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
