"""`manage.py import_log`: a file goes through the same inbox as any upload, with a progress bar."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.frames.mapping import Mapping, MappingError
from carepath.frames.rejects import FileError
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message
from carepath.ingestion.policies import UNFINISHED, NotNow
from carepath.journeys.actions import SourceElsewhere
from carepath.places.models import Site
from carepath.ui import clock

BY = "command:import_log"
FIELDS = {
    "case": "case",
    "activity": "activity",
    "timestamp": "time",
    "start": "start",
    "requested": "requested",
    "lifecycle": "lifecycle",
    "instance": "instance",
    "event_id": "event_id",
    "timezone": "timezone",
    "format": "time_format",
    "delimiter": "delimiter",
    "encoding": "encoding",
}
"""Option to the field of the mapping that it sets."""


class Command(BaseCommand):
    """Import a log; what the options leave open is guessed from the file."""

    help = (
        "Import a CSV, TSV or XES file (also .gz). Columns and formats that are not named are "
        "guessed; times without a zone are read in --timezone, else in the site's zone."
    )
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be given."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="name of the log in the portal")
        for column in ("case", "activity", "timestamp", "start", "requested"):
            parser.add_argument(f"--{column}", metavar="COLUMN")
        for column in ("lifecycle", "instance", "event-id"):
            parser.add_argument(f"--{column}", metavar="COLUMN", help="'' = none")
        parser.add_argument("--timezone", metavar="ZONE", help="such as Europe/Amsterdam")
        parser.add_argument("--format", metavar="FORMAT", help="such as 'dd-MM-yyyy HH:mm'")
        parser.add_argument("--delimiter", metavar="CHARACTER")
        parser.add_argument("--encoding", metavar="NAME", help="utf-8, utf-16 or cp1252")
        parser.add_argument("--mapping", metavar="NAME|FILE.json")
        parser.add_argument("--site", metavar="SLUG", help="needed when there are several")
        parser.add_argument("--no-progress", action="store_true")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *, file: Path, source: str, **options: Any) -> None:
        """Import the file and print what became of it."""
        try:
            message = self._received(file, source, options)
        except queries.NoSite as error:
            raise CommandError(f"--site: {error}") from error
        except (FileError, MappingError, NotNow, SourceElsewhere) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        message = self._worked_on(message, show=not options["no_progress"])
        self._tell(message, as_json=options["json"])

    def _received(self, file: Path, source: str, options: dict[str, Any]) -> Message:
        site = queries.site_for(by=accounts.PORTAL, slug=options["site"] or "", source=source)
        at = clock.now()
        message = actions.store(chunks=_chunks(file), name=file.name, site=site, by=BY, at=at)
        try:
            mapping = mapping_of(message, options)
            return actions.confirm(message=message, source=source, mapping=mapping, by=BY, at=at)
        except BaseException:
            actions.discard(message)
            raise

    def _worked_on(self, message: Message, *, show: bool) -> Message:
        bar = Bar(message, sys.stderr if show else None)
        message = _fresh(message)
        if show and message.deliveries > 1 and message.state == Message.State.PROCESSED:
            self.stderr.write(_("This file is imported already: nothing changed."))
            return message
        bar.step()
        while message.state in UNFINISHED:
            at = clock.now()
            mine = actions.process(message=message.pk, by=BY, at=at, step=bar.step)
            if not mine and not actions.process_waiting(by=BY, at=at):
                time.sleep(0.5)  # a worker of the running portal has it
            message = _fresh(message)
        bar.end()
        return message

    def _tell(self, message: Message, *, as_json: bool) -> None:
        counts = queries.counts(message)
        if as_json:
            self.stdout.write(json.dumps(counts))
        if message.state != Message.State.PROCESSED:
            raise CommandError(message.reason_text or str(message.get_state_display()))
        if not as_json:
            self.stdout.write(
                _(
                    "Import %(import)s: %(rows_read)s rows read, %(rows_accepted)s accepted, "
                    "%(rows_rejected)s rejected, %(duplicates)s known already; "
                    "%(journeys)s journeys, %(spans)s spans."
                )
                % counts
            )


def mapping_of(message: Message, options: dict[str, Any]) -> Mapping:
    """Return the mapping of the options: single fields win over a saved mapping, over guesses."""
    given = _saved(options["mapping"], message.site) if options["mapping"] else {}
    given |= {field: options[name] for name, field in FIELDS.items() if options[name] is not None}
    return queries.completed(message, given)


def _saved(name: str, site: Site) -> dict[str, Any]:
    if not name.endswith(".json"):
        version = queries.newest(site=site, name=name)
        if version is None:
            raise CommandError(_("--mapping: no mapping is called %(name)s.") % {"name": name})
        return dict(version.content)
    try:
        content = json.loads(Path(name).read_text())
    except ValueError as error:
        raise CommandError(f"--mapping: {name}: {error}.") from error
    if not isinstance(content, dict):
        raise CommandError(f"--mapping: {name}: a JSON object is needed.")
    return content


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(1024 * 1024):
            yield chunk


def _fresh(message: Message) -> Message:
    found = Message.objects.select_related("progress", "source", "site", "mapping")
    return found.get(pk=message.pk)


class Bar:
    """A progress bar on standard error; plain lines where that is no terminal."""

    WIDTH = 30

    def __init__(self, message: Message, stream: Any) -> None:
        self._message, self._stream = message, stream
        self._is_terminal = stream is not None and stream.isatty()
        self._shown, self._last = -1.0, ""

    def step(self) -> None:
        """Show how far the import is, at most ten times a second."""
        if self._stream is not None and time.monotonic() - self._shown >= 0.1:
            self._show()

    def end(self) -> None:
        """Show how it ended and leave the line."""
        if self._stream is not None:
            self._show()
        if self._is_terminal:
            self._stream.write("\n")

    def _show(self) -> None:
        self._shown = time.monotonic()
        standing = queries.standing(_fresh(self._message), at=clock.now())
        percent = standing.percent
        if not self._is_terminal:
            line = f"{percent // 10 * 10} % {standing.phase}"
            if line != self._last:
                self._stream.write(f"{line}\n")
                self._last = line
            return
        full = "█" * round(self.WIDTH * standing.done)
        left = "" if standing.left_s is None else f", {_left(standing.left_s)}"
        line = f"\r{full:░<{self.WIDTH}} {percent:3} % {standing.phase}{left}"
        self._stream.write(f"{line:<{len(self._last)}}")
        self._last = line
        self._stream.flush()


def _left(seconds: float) -> str:
    return _("about %(n)s s left") % {"n": round(seconds)}
