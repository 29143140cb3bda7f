"""`manage.py send_hl7`: send HL7 v2 messages over MLLP, as another system of the hospital would."""

import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.formats import hl7v2, mllp
from carepath.ingestion.management import address

ANSWER_S = 10.0
_READ = 64 * 1024
STDIN = Path("-")


class Command(BaseCommand):
    """Send each file, or what is piped in, and print how it was answered."""

    help = "Send HL7 v2 over MLLP to the listener of this home, or to any other; print the answers."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be given."""
        parser.add_argument("files", type=Path, nargs="*", default=[STDIN], help="- = piped in")
        parser.add_argument("--to", metavar="HOST:PORT", help="another listener than that of here")

    def handle(self, *, files: list[Path], to: str | None, **options: Any) -> None:
        """Send what is in the files, one message each, over one connection."""
        raws = [_read(file) for file in files]
        try:
            with socket.create_connection(_address(to), timeout=ANSWER_S) as line:
                for raw, answer, took in _answers(line, raws):
                    self.stdout.write(_told(raw, answer, took))
        except OSError as error:
            text = _("Nobody answers at %(to)s: %(why)s.")
            raise CommandError(text % {"to": to or address.said(), "why": error}) from error


def _read(file: Path) -> bytes:
    """Return a message; line ends of a terminal become those of HL7."""
    try:
        raw = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
    except OSError as error:
        text = _("%(file)s cannot be read: %(reason)s.")
        raise CommandError(text % {"file": file, "reason": error.strerror}) from error
    raw = raw.strip().replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    if not raw:
        raise CommandError(_("There is no message to send."))
    return raw + b"\r"


def _address(to: str | None) -> tuple[str, int]:
    host, _colon, port = (to or address.said()).rpartition(":")
    if not host or not port.isdecimal():
        raise CommandError(_("No listener is known here: write --to HOST:PORT."))
    return host.strip("[]"), int(port)


def _answers(line: socket.socket, raws: list[bytes]) -> Iterator[tuple[bytes, bytes, float]]:
    """Yield each message, its answer, and the seconds that it took."""
    frames = mllp.Frames()
    for raw in raws:
        began = monotonic()
        line.sendall(mllp.framed(raw))
        answer = None
        while answer is None:
            data = line.recv(_READ)
            if not data:
                raise ConnectionResetError(_("the line ended without an answer"))
            answer = next(frames.take(data), None)
        yield raw, answer, monotonic() - began


def _told(raw: bytes, answer: bytes, took: float) -> str:
    """Return the answer's code, what was sent, and how long it took."""
    return f"{_field(answer, 'MSA', 1)} {_field(raw, 'MSH', 9, 2)} {round(took * 1000)} ms"


def _field(raw: bytes, segment: str, *place: int) -> str:
    try:
        return hl7v2.parse(raw).get(segment, *place) or "-"
    except hl7v2.Fault:
        return "-"
