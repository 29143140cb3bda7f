"""Looks at the ledger: whether it records all, and whether what it recorded still stands."""

import stat
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from carepath.audit import database_roles, triggers
from carepath.audit import queries as audit
from carepath.audit.register import models_of
from carepath.compliance.queries.found import Found, of_rows

VERIFIED, ROOTED, SETTLED = timedelta(days=1), timedelta(hours=2), timedelta(days=1)
"""How old the last whole check, the newest root of new rows, and an open finding may be."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def guarded(at: datetime) -> Found:
    """Return the triggers that are not as each governed and each kept table asks for."""
    tables = [*models_of("governed"), *models_of("append-only")]
    return Found(len(tables), tuple(triggers.differences()))


def separated(at: datetime) -> Found:
    """Return whether the portal's own login, or anybody else on the machine, could change it."""
    if connection.vendor != "sqlite":
        tables = database_roles.ledger_tables()
        wrong = () if database_roles.is_separated(tables) else ("DATABASE_URL",)
        return Found(len(tables), wrong)
    file = Path(connection.settings_dict["NAME"])
    note = _("An embedded database: whoever runs the portal can change its file.")
    return Found(1, (file.name,) if file.stat().st_mode & OTHERS else (), note)


def verified(at: datetime) -> Found:
    """Return whether the whole chain was checked within a day, and stood."""
    health = audit.health()
    check = health.checks.get("chain")
    said = check.detail.get("verified") if check else None
    since = audit.oldest_after(0) if said is None else datetime.fromisoformat(said)
    is_late = since is not None and since < at - VERIFIED
    if check is not None and not check.ok:
        return Found(health.rows, (f"audit.Change:{check.detail['bad']}",))
    return Found(health.rows, ("chain",) if is_late else (), "" if said else _("Not yet."))


def rooted(at: datetime) -> Found:
    """Return whether what is older than two hours stands under a signed root."""
    health = audit.health()
    covered = health.root.seq if health.root else 0
    due = audit.oldest_after(covered)
    is_late = due is not None and due < at - ROOTED
    return Found(health.rows, ("root",) if is_late else ())


def settled(at: datetime) -> Found:
    """Return findings about the ledger that nobody explained within a day."""
    late = audit.alerts(is_open=True).filter(found_at__lt=at - SETTLED).order_by("pk")
    return of_rows(audit.alerts().count(), late)
