"""Looks at the ledger: whether it records all, and whether what it recorded still stands."""

import stat
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from carepath.audit import database_roles, triggers
from carepath.audit.register import models_of
from carepath.compliance.queries.found import Found

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
