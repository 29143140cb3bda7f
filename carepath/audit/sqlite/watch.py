"""What a connection of the portal may not do to the ledger: it stops mistakes before they happen.

Hostile code in this process, or another program on the file, is found by the chain and the export.
"""

from collections.abc import Callable

from pysqlite3 import dbapi2

CHAIN = "audit_change"
APPENDS = "carepath_ledger_"
"""How the names of the triggers begin that alone write the chain."""
REDACTS = "carepath_redact"
"""The one trigger that blanks rows of it, where two people decided so."""

_NEVER = {
    getattr(dbapi2, name)
    for name in (
        "SQLITE_DROP_TABLE", "SQLITE_DROP_TRIGGER", "SQLITE_DROP_TEMP_TRIGGER", "SQLITE_ATTACH",
        "SQLITE_CREATE_TRIGGER", "SQLITE_CREATE_TEMP_TRIGGER", "SQLITE_ALTER_TABLE",
    )
}  # fmt: skip
_SWITCHES = {"writable_schema", "recursive_triggers", "trusted_schema"}


def authorizer() -> Callable[..., int]:
    """Return the callback that allows what the portal does in daily work."""
    never, switches, chain, appends, redacts = _NEVER, _SWITCHES, CHAIN, APPENDS, REDACTS
    allow, deny, insert = dbapi2.SQLITE_OK, dbapi2.SQLITE_DENY, dbapi2.SQLITE_INSERT
    change = {dbapi2.SQLITE_UPDATE, dbapi2.SQLITE_DELETE}
    pragma = dbapi2.SQLITE_PRAGMA

    def allowed(action: int, one: str, two: str, database: str, trigger: str) -> int:
        if action in never or (action == pragma and one in switches and two is not None):
            return deny
        if one == chain and action in change and trigger != redacts:
            return deny
        if one == chain and action == insert and not (trigger or "").startswith(appends):
            return deny
        return allow

    return allowed
