"""Rows that were there before their table was governed: the ledger begins with what they were."""

from datetime import datetime
from uuid import uuid4

from django.db import connection, models

from carepath.audit import context
from carepath.audit.context import FACTS, Act
from carepath.audit.triggers import postgresql, sqlite

BY = "migration:ledger"
WHY = "there before the ledger"


def adopt(model: type[models.Model], *, at: datetime) -> int:
    """Write each row of a table the ledger has never heard of; return how many.

    A table it has heard of is left alone: a row without its change there is a finding.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM audit_change WHERE table_name = %s LIMIT 1", [table])
        if cursor.fetchone():
            return 0
        words = sqlite if connection.vendor == "sqlite" else postgresql
        text, key = words.row_text(model, "t"), model._meta.pk.column
        cursor.execute(f'SELECT CAST(t."{key}" AS TEXT), {text} FROM "{table}" t ORDER BY 1')
        rows = cursor.fetchall()
        act = Act(BY, BY, at, WHY, uuid4(), {}, "process", BY)
        with context.under_way(act, governs=True):
            _write(cursor, table, rows, act)
    return len(rows)


def _write(cursor, table: str, rows: list[tuple[str, str]], act: Act) -> None:
    if not rows:
        return
    if connection.vendor == "sqlite":
        statement = sqlite.append("%s", "'adopt'", "%s", "NULL", "%s")
        cursor.executemany(statement, [(table, *row) for row in rows])
        return
    settings = ", ".join(f"set_config('carepath.{name}', %s, true)" for name in FACTS)
    cursor.execute(f"SELECT {settings}", [act.facts()[name] for name in FACTS])
    cursor.execute(f"ALTER TABLE {postgresql.CHAIN} DISABLE TRIGGER {postgresql.CHAINED}")
    statement = f"SELECT {postgresql.APPEND}(%s, 'adopt', %s, NULL, %s)"
    cursor.executemany(statement, [(table, *row) for row in rows])
    cursor.execute(f"ALTER TABLE {postgresql.CHAIN} ENABLE TRIGGER {postgresql.CHAINED}")
    cursor.execute(f"SELECT {settings}", [""] * len(FACTS))
