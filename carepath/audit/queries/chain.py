"""The rows of the chain as they stand in the database, and whether they are as they were."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from carepath.audit import verifier
from carepath.audit.models import Root

SOME = 10_000
"""Rows read at a time, by key: no long transaction, and little memory."""

_COLUMNS = ", ".join(verifier.COLUMNS)
_CHANGE_ID = verifier.COLUMNS.index("change_id")


def rows(*, after: int = 0, until: int | None = None) -> Iterator[list[Any]]:
    """Yield the rows after a number in the order of their numbers, as the verifier wants them."""
    while True:
        found = _some(after)
        for row in found:
            if until is not None and row[0] > until:
                return
            yield row
        if len(found) < SOME:
            return
        after = found[-1][0]


def _some(after: int) -> list[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_change WHERE seq > %s ORDER BY seq LIMIT %s",
            [after, SOME],
        )
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        row[_CHANGE_ID] = getattr(row[_CHANGE_ID], "hex", row[_CHANGE_ID])
    return found


def rows_of(table: str) -> Iterator[list[Any]]:
    """Yield the rows about one table, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM audit_change WHERE table_name = %s ORDER BY seq", [table]
        )
        yield from map(list, cursor.fetchall())


def hashes(*, after: int, until: int) -> list[str]:
    """Return the hashes of the rows after a number up to another, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM audit_change WHERE seq > %s AND seq <= %s ORDER BY seq",
            [after, until],
        )
        return [row[0] for row in cursor.fetchall()]


def outside() -> Path:
    """Return the file in which the roots leave the database."""
    return Path(settings.CAREPATH_HOME) / "ledger" / "roots.ndjson"


def roots() -> list[verifier.Root]:
    """Return every root: as the file outside has it, else as the database has it."""
    kept = {root.seq: root for root in _kept()}
    mine = {root.seq: of_row(root) for root in Root.objects.order_by("seq")}
    return [root for _seq, root in sorted((mine | kept).items())]


def _kept() -> list[verifier.Root]:
    try:
        return verifier.read_roots(outside().read_text().splitlines())
    except FileNotFoundError:
        return []


def of_row(row: Root, known: list[str] | None = None) -> verifier.Root:
    """Return a root of the database as it leaves the system, with these hashes of rows."""
    at = row.at.isoformat()
    return verifier.Root(
        row.seq, row.root, at, row.signature, tuple(known or ()), row.before, tuple(row.proof)
    )


def verdict() -> verifier.Verdict:
    """Return whether every row is as it was written and agrees with every root."""
    return verifier.check(rows(), roots())


def line(row: list[Any]) -> str:
    """Return a row as a line of an export."""
    return json.dumps(dict(zip(verifier.COLUMNS, row, strict=True)), ensure_ascii=False)
