"""Rows that could not be used: counted by reason, listed, and as a file to repair and resend."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from carepath.frames.rejects import REASONS
from carepath.ingestion.models import Message, Reject
from carepath.ui.export import guarded

OURS = ("import_row", "import_reason")
"""Columns that the repair file adds; a repaired file that still has them is read as well."""
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why rows were rejected, how many, and the first of them."""

    sentence: str
    count: int
    first_row: int


def reasons(message: Message) -> list[Reason]:
    """Return the reasons, most frequent first."""
    found = message.rejects.order_by().values("reason").annotate(n=Count("pk"), first=Min("row"))
    told = [Reason(sentence(row["reason"]), row["n"], row["first"]) for row in found]
    return sorted(told, key=lambda reason: (-reason.count, reason.first_row))


def sentence(reason: str) -> str:
    """Return a reason's sentence in the reader's language."""
    return _(REASONS[reason]) if reason in REASONS else reason


def rejects(message: Message) -> QuerySet[Reject]:
    """Return the rejected rows in the order of the file."""
    return message.rejects.order_by("row")


def columns(message: Message) -> list[str]:
    """Return the file's own columns, as far as they are known."""
    return message.progress.report.get("columns", [])


def cells_of(reject: Reject) -> list[str]:
    """Return the record as it stood in the file; one empty cell where it could not be kept."""
    return json.loads(reject.raw) if reject.raw else [""]


def repair_lines(message: Message) -> Iterator[bytes]:
    """Yield a file of the rejected rows that the same mapping reads again once they are repaired.

    Its columns are the file's own, then the row number and the reason. A cell that a spreadsheet
    would compute gets an apostrophe, unless it is a number.
    """
    content = message.mapping.content if message.mapping else {}
    encoding = content.get("encoding", "utf-8")
    head = columns(message)
    kept = [place for place, name in enumerate(head) if name not in OURS]
    writer = _Lines(content.get("delimiter", ","), encoding)
    if head and content.get("has_header", True):
        yield writer.line([*(head[place] for place in kept), *OURS])
    for reject in rejects(message).iterator(chunk_size=2_000):
        cells = cells_of(reject)
        if len(cells) == len(head):
            cells = [cells[place] for place in kept]
        yield writer.line([*map(_safe, cells), str(reject.row), sentence(reject.reason)])


class _Lines:
    """Encoded lines of a table; the first one begins with the mark of its encoding."""

    def __init__(self, delimiter: str, encoding: str) -> None:
        self._text = io.StringIO()
        self._writer = csv.writer(self._text, delimiter=delimiter, lineterminator="\r\n")
        self._encoding = {"utf-8": "utf-8-sig", "utf-16": "utf-16"}.get(encoding, encoding)

    def line(self, cells: Sequence[str]) -> bytes:
        self._writer.writerow(cells)
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        raw = text.encode(self._encoding, "replace")
        self._encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(
            self._encoding, self._encoding
        )
        return raw


def _safe(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else guarded(cell)
