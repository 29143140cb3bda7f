"""`manage.py replay_hl7`: files of HL7 v2 messages go through the intake of a feed, one by one."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.formats import acks, hl7v2
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message
from carepath.journeys.actions import SourceElsewhere
from carepath.journeys.models import Source
from carepath.ui import clock

BY = "command:replay_hl7"
APPLIED, QUARANTINED, DUPLICATE = "applied", "quarantined", "duplicate"
WORDS = {Message.State.PROCESSED: APPLIED, Message.State.QUARANTINED: QUARANTINED}


class Command(BaseCommand):
    """Send files through the intake and print what became of each."""

    help = "Take in files, one HL7 v2 message each; --json prints a list of what became of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be given."""
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument("--source", default="HL7 v2", help="name of the feed in the portal")
        parser.add_argument("--site", metavar="SLUG", help="needed when there are several")
        parser.add_argument("--json", action="store_true")

    def handle(
        self, *, files: list[Path], source: str, site: str | None, json: bool, **options: Any
    ) -> None:
        """Take each file in and print its line."""
        feed = _feed(source, site)
        done = [_taken(file, feed) for file in files]
        self.stdout.write(_as_json(done) if json else "\n".join(map(_line, done)))


def _feed(name: str, slug: str | None) -> Source:
    try:
        site = queries.site_for(by=accounts.PORTAL, slug=slug or "", source=name)
        return actions.declare_feed(name=name, site=site, by=BY, at=clock.now())
    except (queries.NoSite, SourceElsewhere) as error:
        raise CommandError(str(error)) from error


def _taken(file: Path, feed: Source) -> dict[str, str]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        text = _("%(file)s cannot be read: %(reason)s.")
        raise CommandError(text % {"file": file, "reason": error.strerror}) from error
    held = actions.receive_hl7(raw=raw, source=feed, by=BY, at=clock.now())
    is_new = held.deliveries == 1
    actions.process(message=held.pk, by=BY, at=clock.now())
    held.refresh_from_db()
    said = _head(raw)
    state = WORDS.get(held.state, held.state) if is_new else DUPLICATE
    return {"file": str(file), **said, "state": state, "reason": held.reason_code}


def _head(raw: bytes) -> dict[str, str]:
    """Return number, trigger and the answer its sender would get."""
    try:
        message = hl7v2.head(raw)
    except hl7v2.Fault:
        return {"control_id": "", "trigger": "", "ack": "AR"}
    return {
        "control_id": message.get("MSH", 10) or "",
        "trigger": message.get("MSH", 9, 2) or "",
        "ack": acks.asked(raw).code,
    }


def _line(done: dict[str, str]) -> str:
    return " ".join(done[name] or "-" for name in ("state", "ack", "trigger", "reason", "file"))


def _as_json(done: list[dict[str, str]]) -> str:
    return json.dumps(done, indent=2)
