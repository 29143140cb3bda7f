"""What triggers ask of the connection. A connection without these cannot write governed rows."""

import hashlib
import hmac
import os
from typing import Any

from carepath.audit import context, verifier
from carepath.audit.context import Act

SALT_LETTERS = 32


class Functions:
    """The functions of one connection; its key makes salts that nobody can guess."""

    def __init__(self) -> None:
        self.key = os.urandom(32)
        self._known: tuple[Act | None, dict[str, str]] = (None, {})
        self._committed: tuple[tuple, str] = ((), "")

    def register(self, connection: Any) -> None:
        """Make the functions known to a new connection."""
        for name, number in (("open", 0), ("fact", 1), ("salt", 2), ("commitment", 4), ("hash", 8)):
            connection.create_function(f"carepath_{name}", number, getattr(self, name))

    def open(self) -> int:
        """Return 1 inside `acting_as`, else 0."""
        return int(context.governing() is not None)

    def fact(self, name: str) -> str | int:
        """Return what the act under way says of itself."""
        text = self._facts()[name]
        return int(text) if name == "at_us" else text

    def _facts(self) -> dict[str, str]:
        """Return the facts of the act under way, made once for all its rows."""
        act = context.governing()
        if self._known[0] is not act:
            self._known = (act, act.facts())
        return self._known[1]

    def salt(self, seq: int, previous: str) -> str:
        """Return the salt of a row; the same when asked again, as SQLite may do."""
        made = hmac.new(self.key, f"{seq}:{previous}".encode(), hashlib.sha256)
        return made.hexdigest()[:SALT_LETTERS]

    def commitment(self, seq: int, previous: str, old: str | None, new: str | None) -> str:
        """Return the commitment to what stood there before, what stands there now, and why."""
        asked = (seq, previous, old, new)
        if self._committed[0] != asked:
            salt = self.salt(seq, previous)
            made = verifier.digest((salt, old, new, self._facts()["reason"]))
            self._committed = (asked, made)
        return self._committed[1]

    def hash(self, seq, previous, now, table, operation, key, old, new) -> str:
        """Return the hash of a row about to be written."""
        facts = self._facts()
        row = {
            **facts, "seq": seq, "previous": previous, "recorded_us": now, "table_name": table,
            "operation": operation, "key": key, "transaction_id": facts["change_id"],
            "commitment": self.commitment(seq, previous, old, new),
        }  # fmt: skip
        return verifier.digest(row[name] for name in verifier.HASHED)
