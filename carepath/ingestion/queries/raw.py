"""The record of a file that a span came from, as it stood there."""

from dataclasses import dataclass

from carepath.formats import hl7v2, single, steps
from carepath.frames.mapping import from_dict
from carepath.ingestion.models import Message
from carepath.ingestion.queries.content import PartStream
from carepath.ingestion.queries.visits import HL7
from carepath.journeys.models import Span

MOST_LINES, LONGEST_LINE = 1_000, 10_000
"""What is shown of a message that could not be read; it may be anything."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One record: its number in the file (or of the message) and its cells by column."""

    row: int
    cells: list[tuple[str, str]]


def segments(text: bytes) -> list[tuple[str, str]]:
    """Return the segments of a message, each under its name."""
    lines = hl7v2.lines(text)
    return [(line[:3], line) for line in lines]


def as_it_came(message: Message) -> list[tuple[str, str]]:
    """Return the lines of a message of a feed, whatever they are, each under its first letters;
    bytes that are no text are shown as such. At most MOST_LINES."""
    text = PartStream(message).read_all().decode("utf-8", "backslashreplace")
    lines = [line.strip("\x0b\x1c ") for line in text.splitlines()]
    found = [line for line in lines if line][:MOST_LINES]
    return [(line[:3] if line[3:4] == "|" else "", line[:LONGEST_LINE]) for line in found]


def raw(message: Message, source_ref: bytes) -> Raw | None:
    """Return the record the span of this reference came from, or None if this file has none.

    Of a feed it is the message that made the span, segment by segment.
    Of a span made from several records (a start and its completion) it is the first.
    """
    span = Span.objects.filter(
        source=message.source_id, source_ref=source_ref, message=message.pk
    ).first()
    if span is not None and message.kind in (HL7, steps.KIND):
        return Raw(message.pk, segments(PartStream(message).read_all()))
    if span is None or message.mapping is None:
        return None
    mapping = from_dict(message.mapping.content)
    cells = single.record_at(PartStream(message), mapping, span.seq, kind=message.kind)
    return None if cells is None else Raw(span.seq, cells)
