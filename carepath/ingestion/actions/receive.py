"""Take the bytes of a file in. What was acknowledged is on disk: parts commit one by one."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from carepath.audit import actions as audit
from carepath.formats import bytestream, parsers
from carepath.frames.rejects import FileError
from carepath.ingestion.actions.moves import move
from carepath.ingestion.models import Message, Part
from carepath.ingestion.queries import PartStream
from carepath.places.models import Site

PART = 1024 * 1024
CAP_MIB = 256
_HEAD = 64 * 1024
STALE_AFTER = {
    Message.State.RECEIVING: timedelta(days=1),
    Message.State.DRAFT: timedelta(days=7),
}
"""How long an upload that stopped half way, or that nobody confirmed, is kept."""


def store(*, chunks: Iterable[bytes], name: str, site: Site, by: Any, at: datetime) -> Message:
    """Return a DRAFT message that holds these bytes, every one committed.

    FileError if it is empty, larger than 256 MiB, neither a table nor an XES log, or compressed
    and cut off; then nothing is kept, since nothing was acknowledged.
    """
    with audit.recording_as(by, at=at) as act:
        message = Message.objects.create(
            state=Message.State.RECEIVING,
            site=site,
            name=name[-200:],
            received_at=at,
            received_by=act.actor,
        )
    try:
        _take(message, chunks, by=by, at=at)
    except BaseException:
        discard(message)
        raise
    return message


def _take(message: Message, chunks: Iterable[bytes], *, by: Any, at: datetime) -> None:
    digest, size, head = hashlib.sha256(), 0, b""
    for seq, raw in enumerate(pieces(chunks)):
        digest.update(raw)
        size += len(raw)
        if size > CAP_MIB * PART:
            raise FileError("too_big", mib=CAP_MIB)
        head = head or raw[:_HEAD]
        Part.objects.create(message=message, seq=seq, raw=raw)
    if not size:
        raise FileError("empty")
    kind = parsers.kind_of(head, message.name)
    if bytestream.is_gzip(head):
        bytestream.check(PartStream(message))
    changes = {"kind": kind, "sha256": digest.hexdigest(), "size": size}
    with audit.recording_as(by, at=at):
        move(message, Message.State.DRAFT, changes=changes, kind=kind, size=size)


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of 1 MiB, the last one shorter."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)


def discard(message: Message) -> None:
    """Delete an upload that was never confirmed, a part at a time."""
    seqs = list(message.parts.values_list("seq", flat=True))
    for seq in seqs:
        message.parts.filter(seq=seq).delete()
    message.delete()


def discard_stale(*, at: datetime) -> int:
    """Delete uploads that stopped half way or that nobody confirmed; return how many."""
    gone = 0
    for state, age in STALE_AFTER.items():
        for message in Message.objects.filter(state=state, received_at__lt=at - age):
            discard(message)
            gone += 1
    return gone
