"""The bytes of a message, what they look like, and how a mapping would read them."""

import io
from dataclasses import dataclass, replace

import polars as pl

from carepath.analysis import fold
from carepath.formats import parsers
from carepath.frames.mapping import Mapping
from carepath.frames.proposal import Proposal
from carepath.frames.rejects import FileError
from carepath.ingestion.models import Message

HEAD = 1024 * 1024
"""Bytes of a file that a proposal looks at."""


class PartStream:
    """The message's bytes as a stream; one part is in memory at a time."""

    def __init__(self, message: Message) -> None:
        self._parts = message.parts.order_by("seq")
        self._next = 0
        self._rest = memoryview(b"")
        self.position = 0

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, b"" at the end."""
        if not self._rest:
            found = self._parts.filter(seq=self._next).values_list("raw", flat=True).first()
            self._next += 1
            self._rest = memoryview(found if found is not None else b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        self.position += len(piece)
        return bytes(piece)

    def read_all(self) -> bytes:
        """Return everything; only for a message that is known to be small."""
        return b"".join(iter(lambda: self.read(HEAD), b""))


def head_of(message: Message, size: int = HEAD) -> bytes:
    """Return the first bytes of the file."""
    stream, pieces, wanted = PartStream(message), [], size
    while wanted and (piece := stream.read(wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)


def proposal(message: Message) -> Proposal:
    """Return what the file looks like and how it may be mapped; FileError if it is no such file.

    The zone, which no file names, is proposed as the site's.
    """
    head = head_of(message)
    found = parsers.PARSERS[message.kind].propose(
        head, message.name, complete=len(head) == message.size
    )
    guesses = dict(found.guesses)
    if guesses.get("timezone", "UTC") == "UTC":
        guesses["timezone"] = message.site.timezone
    return replace(found, guesses=guesses)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the first rows mean under a mapping: events (EVENTS), rejects (REJECTS), counts."""

    events: pl.DataFrame
    rejects: pl.DataFrame
    notes: dict


def read_as(message: Message, mapping: Mapping, *, size: int = 128 * 1024) -> Reading:
    """Return how a mapping reads the first rows; FileError when it cannot read the file."""
    head = head_of(message, size)
    if len(head) < message.size:
        head = head[: head.rfind(b"\n") + 1] or head
    folding, rejects, rows = fold.Folding(mapping), [], 0
    try:
        for batch in parsers.PARSERS[message.kind].read(io.BytesIO(head), mapping):
            rejects += [batch.rejects, folding.add(batch)]
            rows += len(batch.rows)
    except FileError as error:
        # The head ends in the middle of the content: what came before it is good enough here.
        if len(head) == message.size or not rows:
            raise error
    folded = folding.finish()
    return Reading(folded.frame(), pl.concat(rejects), folded.notes.as_dict())
