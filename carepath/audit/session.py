"""Tell the database who acts, before the first governed row of a transaction is written."""

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from carepath.audit.context import FACTS, GUARDS, Act
from carepath.audit.models import Check
from carepath.audit.triggers.postgresql import LOCK

_SETTINGS = ", ".join(f"set_config('carepath.{name}', %s, true)" for name in FACTS)


class LedgerStopped(PermissionDenied):
    """The triggers are not as they should be: nothing governed may be written."""


def tell(act: Act | None) -> None:
    """Let governed rows be written as this act, or by nobody; LedgerStopped."""
    if act is not None:
        _check_guards()
    if connection.vendor != "postgresql" or connection.needs_rollback:
        return  # SQLite's triggers ask this process, and it has one writer anyway
    if act is None and not connection.savepoint_ids:
        return  # what was set ends with the transaction
    facts = act.facts() if act else dict.fromkeys(FACTS, "")
    lock = f"pg_advisory_xact_lock({LOCK}), " if act else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}{_SETTINGS}", [facts[name] for name in FACTS])


def _check_guards() -> None:
    if Check.objects.filter(name=GUARDS, ok=False).exists():
        raise LedgerStopped(
            _("The ledger's triggers are not as they should be: run `make setup`, then look at it.")
        )
