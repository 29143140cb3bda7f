"""Put the triggers into a database, and tell whether they are as they should be."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from django.db import connections, models, transaction

from carepath.audit import register
from carepath.audit.register import models_of
from carepath.audit.triggers import postgresql, sqlite
from carepath.audit.triggers.adopting import adopt


def install(alias: str = "default", *, at: datetime) -> None:
    """Make functions and triggers of a database what the register asks for; by its owner.

    Rows that were there before the table was governed are written to the ledger as they are.
    """
    with maintenance(alias), transaction.atomic(using=alias):
        put(alias)
        for model in _adoptable(alias):
            adopt(model, at=at)


def put(alias: str, *, wanted: bool = True) -> None:
    """Write the triggers, or take them away: inside `maintenance` and one transaction."""
    with connections[alias].cursor() as cursor:
        asked, found = _wanted_and_found(alias, cursor)
        _words(alias).put(cursor, asked if wanted else {}, found)


def differences(alias: str = "default") -> list[str]:
    """Return what of the triggers is not as the register asks for; empty = all is well."""
    with connections[alias].cursor() as cursor:
        wanted, found = _wanted_and_found(alias, cursor)
        off = {name for name in wanted | found if wanted.get(name) != found.get(name)}
        if connections[alias].vendor == "postgresql":
            here, asked = postgresql.installed_functions(cursor), postgresql.functions()
            off |= {name for name in asked if here.get(name) != asked[name]}
    return sorted(off)


def _adoptable(alias: str) -> list[type[models.Model]]:
    with connections[alias].cursor() as cursor:
        there = set(connections[alias].introspection.table_names(cursor))
    governed = models_of("governed", alias=alias)
    return _there(governed, there) if sqlite.CHAIN in there else []


@contextmanager
def maintenance(alias: str) -> Iterator[None]:
    """Let the connection change tables and triggers, where the database must be asked for that."""
    with getattr(connections[alias], "maintenance", nullcontext)():
        yield


@contextmanager
def rebuilding(alias: str) -> Iterator[None]:
    """Let SQLite rebuild tables, inside `maintenance`, under triggers that name others.

    It copies an altered table, drops it and renames the copy; the renaming would look into every
    trigger, and refuse while one of them names a table that is away for that moment.
    """
    if connections[alias].vendor != "sqlite":
        yield
        return
    _rename_blindly(alias, "ON")
    try:
        yield
    finally:
        _rename_blindly(alias, "OFF")


def _rename_blindly(alias: str, value: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"PRAGMA legacy_alter_table={value}")


def row_text(model: type[models.Model], row: str) -> str:
    """Return the SQL for a row as JSON text, as the triggers write it; `row` is its alias."""
    return _words("default").row_text(model, row)


def _words(alias: str) -> Any:
    return sqlite if connections[alias].vendor == "sqlite" else postgresql


def _wanted_and_found(alias: str, cursor: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    there = set(connections[alias].introspection.table_names(cursor))
    governed = _there(models_of("governed", alias=alias), there)
    kept = _there(register.kept(alias=alias), there)
    guarded = _there(register.guarded(alias=alias), there)
    tables = {model._meta.db_table for model in (*governed, *kept, *guarded)}
    words = _words(alias)
    make = words.statements if words is sqlite else words.triggers
    return make(governed, kept, guarded), words.installed(cursor, tables)


def _there(found: list[type[models.Model]], tables: set[str]) -> list[type[models.Model]]:
    """Return the models whose tables are there: a migration may be on its way."""
    return [model for model in found if model._meta.db_table in tables]
