"""`manage.py locations`: where the patients of a source were at a moment, as it was known then."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.ingestion import queries
from carepath.journeys import queries as journeys
from carepath.journeys.models import Source


class Command(BaseCommand):
    """Print each visit's place at a moment."""

    help = "Print where each patient was --at a time, as it was --known-at another (default: now)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be asked."""
        parser.add_argument("--at", required=True, metavar="TIME", help="such as 2026-03-01T07:30")
        parser.add_argument("--known-at", metavar="TIME")
        parser.add_argument("--source", default="HL7 v2", help="name of the feed in the portal")
        parser.add_argument("--count", action="store_true", help="print how many each unit held")
        parser.add_argument("--json", action="store_true")

    def handle(
        self,
        *,
        at: str,
        known_at: str | None,
        source: str,
        json: bool,
        count: bool = False,
        **options: Any,
    ) -> None:
        """Print one line a visit, or one a unit."""
        feed = queries.feed(source)
        if feed is None:
            raise CommandError(_("There is no feed “%(name)s”.") % {"name": source})
        known = None if known_at is None else _moment(known_at, "--known-at", feed)
        moments = {"at": _moment(at, "--at", feed), "known_at": known}
        if count:
            held = journeys.counts_known(source=feed, **moments)
            lines = [f"{unit or '-'} {n}" for unit, n in held.items()]
            self.stdout.write(_as_json(held) if json else "\n".join(lines))
            return
        found = [_shown(one) for one in journeys.places_known(source=feed, **moments)]
        self.stdout.write(_as_json(found) if json else "\n".join(map(_line, found)))


def _moment(text: str, option: str, feed: Source) -> datetime:
    """Return a moment; without an offset it is read on the feed's clock."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        sentence = _("%(option)s: write a time such as 2026-03-01T07:30.")
        raise CommandError(sentence % {"option": option}) from error
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(feed.timezone))


def _shown(one: journeys.KnownPlace) -> dict[str, str]:
    said = asdict(one) | {"since": one.since.isoformat()}
    return {"visit": said.pop("case")} | said


def _line(found: dict[str, str]) -> str:
    return " ".join(found[name] or "-" for name in ("visit", "unit", "room", "bed", "since"))


def _as_json(found: Any) -> str:
    return json.dumps(found, indent=2)
