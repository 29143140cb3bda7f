"""Rows that could not be used: counted by reason, listed, and as a file to repair and resend."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from carepath.formats import repair
from carepath.frames.mapping import from_dict
from carepath.frames.rejects import REASONS
from carepath.ingestion.models import Message, Reject


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
    """Yield a table of the rejected rows that the same mapping reads again once they are mended."""
    content = message.mapping.content if message.mapping else {}
    head = columns(message)
    mended = head[:1] == [repair.REASON]  # the file was such a table itself
    rows = (
        (reject.row, reject.detail or sentence(reject.reason), _without_reason(reject, mended))
        for reject in rejects(message).iterator(chunk_size=2_000)
    )
    return repair.table(head[mended:], rows, from_dict(content))


def _without_reason(reject: Reject, mended: bool) -> str:
    return json.dumps(cells_of(reject)[1:]) if mended else reject.raw
