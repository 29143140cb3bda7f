"""Check an export of the ledger without CarePath: one file, the standard library alone.

    python verifier.py ledger.ndjson [--roots roots.ndjson]

Each line of the export is one row. A row's commitment is SHA-256 over its salt, old values, new
values and reason; its hash is SHA-256 over the hash before it, that commitment and every other
column. Each part stands with its number of letters in front, so that nothing can move from one
column to the next; an absent part is "-:".
"""

import hashlib
from collections.abc import Iterable
from typing import Any

GENESIS = "0" * 64
"""What stands for the hash before the first row."""
COMMITTED = ("salt", "old", "new", "reason")
HASHED = (
    "seq", "previous", "commitment", "transaction_id", "recorded_us", "at_us", "actor",
    "actor_name", "authenticated", "origin", "table_name", "operation", "key", "change_id",
)  # fmt: skip
COLUMNS = (*HASHED, *COMMITTED, "hash")


def framed(parts: Iterable[Any]) -> bytes:
    """Return the parts one after the other, each with its number of letters in front."""
    texts = [part if part is None else str(part) for part in parts]
    return "".join(["-:" if t is None else f"{len(t)}:{t}" for t in texts]).encode()


def digest(parts: Iterable[Any]) -> str:
    """Return SHA-256 over the framed parts, 64 hex digits."""
    return hashlib.sha256(framed(parts)).hexdigest()
