"""The read log: a chain for each thread and day, whose ends go into the ledger each hour."""

import os
import secrets
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from carepath.audit import verifier
from carepath.audit.actions.doors import acting_as, record
from carepath.audit.models import AccessRead, ReadSeal
from carepath.audit.queries import reading

_mine = threading.local()
WHY = "where the read log ended"


def write_read(
    *, at: datetime, actor: str, route: str, resource: str, count: int, outcome: str
) -> AccessRead:
    """Return the row of one response: the next of this thread's own chain of the day."""
    chain = f"{at.astimezone(UTC):%Y-%m-%d}-{_name()}"
    last = AccessRead.objects.filter(chain=chain).order_by("-seq").values_list("seq", "hash")
    seq, previous = last.first() or (0, verifier.GENESIS)
    row = AccessRead(
        chain=chain, seq=seq + 1, previous=previous, at=at, actor=actor, route=route,
        resource=resource, count=count, outcome=outcome, request_id=uuid4(),
    )  # fmt: skip
    row.hash = verifier.digest(reading.hashed(row))
    row.save(force_insert=True)
    return row


def _name() -> str:
    """Return what no other thread is called, also after a fork."""
    if getattr(_mine, "pid", None) != os.getpid():
        _mine.pid, _mine.name = os.getpid(), secrets.token_hex(8)
    return _mine.name


def seal_reads(*, by: Any, at: datetime) -> int:
    """Tell the ledger where the chains end that grew since the last time; return how many."""
    told = reading.told(since=at - timedelta(days=reading.DAYS))
    grown = [
        (chain, seq, own)
        for chain, (seq, own) in reading.ends(at=at).items()
        if seq > told.get(chain, 0)
    ]
    if not grown:
        return 0
    with acting_as(by, at=at, why=WHY):
        lines = (f"{chain} {seq} {own}" for chain, seq, own in grown)
        row = ReadSeal.objects.create(at=at, heads="\n".join(lines))
        record("reads.sealed", row, chains=len(grown))
    return len(grown)
