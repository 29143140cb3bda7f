"""The chains of the read log as they stand, and whether they are as they were written."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Max

from carepath.audit import context, verifier
from carepath.audit.models import AccessRead, ReadSeal
from carepath.audit.queries import chain

SOME = 5_000
DAYS = 2
"""A chain is of one day; so many days back one may still be growing, or just have ended."""


def hashed(row: AccessRead) -> list[Any]:
    """Return the values of a row that its hash is made over, in the verifier's order."""
    return [
        row.chain, row.seq, row.previous, context.microseconds(row.at), row.actor, row.route,
        row.resource, row.count, row.outcome, row.request_id.hex,
    ]  # fmt: skip


def ends(*, at: datetime) -> dict[str, tuple[int, str]]:
    """Return number and hash of the last row of each chain of these days."""
    recent = AccessRead.objects.filter(chain__gte=_day(at))
    last = recent.order_by("chain").values_list("chain").annotate(last=Max("seq"))
    hashes = AccessRead.objects.values_list("hash", flat=True)
    return {name: (seq, hashes.get(chain=name, seq=seq)) for name, seq in list(last)}


def told(*, since: datetime) -> dict[str, int]:
    """Return how far the ledger was told of each chain since a moment."""
    found: dict[str, int] = {}
    seals = ReadSeal.objects.filter(at__gte=since).order_by("pk")
    for heads in seals.values_list("heads", flat=True):
        for line in heads.splitlines():
            name, seq, _own = line.split()
            found[name] = int(seq)
    return found


def rows(*, since: datetime | None = None) -> Iterator[list[Any]]:
    """Yield the rows by chain and number, as the verifier wants them: all, or of recent days."""
    found = AccessRead.objects.exclude(chain="").order_by("chain", "seq")
    if since is not None:
        found = found.filter(chain__gte=_day(since))
    for row in found.iterator(chunk_size=SOME):
        yield [*hashed(row), row.hash]


def untold(*, before: datetime, at: datetime) -> list[AccessRead]:
    """Return the first row of each chain that the ledger was not told of, if it is older."""
    known = told(since=at - timedelta(days=DAYS))
    late = (
        AccessRead.objects.filter(chain=name, seq=known.get(name, 0) + 1, at__lt=before).first()
        for name, (seq, _own) in ends(at=at).items()
        if seq > known.get(name, 0)
    )
    return [row for row in late if row is not None]


def verdict(*, since: datetime | None = None) -> verifier.ReadVerdict:
    """Return whether the read log is as it was written, and as the ledger was told."""
    heads = verifier.heads_in(chain.rows_of(verifier.SEALED))
    if since is not None:
        heads = {name: told for name, told in heads.items() if name >= _day(since)}
    return verifier.check_reads(rows(since=since), heads)


def line(row: list[Any]) -> str:
    """Return a row as a line of an export."""
    return json.dumps(dict(zip((*verifier.READ, "hash"), row, strict=True)), ensure_ascii=False)


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC) - timedelta(days=DAYS):%Y-%m-%d}"
