"""The triggers in the words of SQLite, and what of them is installed."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from carepath.audit.register import guards_of, histories
from carepath.audit.sqlite.watch import APPENDS, CHAIN, REDACTS
from carepath.audit.triggers import redacting
from carepath.audit.verifier import GENESIS

NOW = "CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER) * 1000"
"""The database's clock in microseconds; it shows milliseconds."""
HOLD = "carepath_keep_"
OURS = "carepath~_%"


def statements(
    governed: list[type[models.Model]],
    kept: list[type[models.Model]],
    guarded: Sequence[type[models.Model]] = (),
) -> dict[str, str]:
    """Return each trigger's SQL by its name."""
    found: dict[str, str] = {}
    for model in guarded:
        found |= _guards(model)
    for model in governed:
        found |= _ledger(model) | _guards(model)
    for model in kept:
        found |= _keep(model) | _guards(model)
        if model._meta.db_table == redacting.DECISIONS:
            found[REDACTS] = _redact(histories(kept))
        if model._meta.db_table == redacting.RESTATEMENTS:
            found[f"{APPENDS}restate"] = _restate(governed)
    return found


def _redact(tables: list[str]) -> str:
    done = "; ".join(redacting.statements(tables, blank="'{}'"))
    return (
        f'CREATE TRIGGER "{REDACTS}" AFTER INSERT ON "{redacting.DECISIONS}" '
        f"FOR EACH ROW WHEN NEW.approved BEGIN {done}; END"
    )


def _restate(governed: list[type[models.Model]]) -> str:
    """Write what a row is now, as one that was there before the ledger is written."""
    cases = (
        f"WHEN '{model._meta.db_table}' THEN (SELECT {row_text(model, 't')}"
        f' FROM "{model._meta.db_table}" t'
        f' WHERE CAST(t."{model._meta.pk.column}" AS TEXT) = NEW.key)'
        for model in governed
    )
    row = append(
        "NEW.table_name", "'adopt'", "NEW.key", "NULL", f"CASE NEW.table_name {' '.join(cases)} END"
    )
    return (
        f'CREATE TRIGGER "{APPENDS}restate" AFTER INSERT ON "{redacting.RESTATEMENTS}" '
        f"FOR EACH ROW BEGIN {_refusal(redacting.RESTATEMENTS)}; {row}; END"
    )


def _ledger(model: type[models.Model]) -> dict[str, str]:
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [field.column for field in model._meta.concrete_fields]
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
    old, new = (row_text(model, row) for row in ("OLD", "NEW"))
    rows = {
        "insert": ("", f'NEW."{key}"', "NULL", new),
        "update": (f"WHEN {changed} ", f'OLD."{key}"', old, new),
        "delete": ("", f'OLD."{key}"', old, "NULL"),
    }
    found = {}
    for verb, (when, *values) in rows.items():
        name, row = f"{APPENDS}{table}_{verb}", append(f"'{table}'", f"'{verb}'", *values)
        found[name] = (
            f'CREATE TRIGGER "{name}" AFTER {verb.upper()} ON "{table}" '
            f"FOR EACH ROW {when}BEGIN {_refusal(table)}; {row}; END"
        )
    return found


def _guards(model: type[models.Model]) -> dict[str, str]:
    """Refuse what the model says that its rows never become."""
    return {
        f"{HOLD}{model._meta.db_table}_{name}": _guard(
            model, name, text, condition.replace("{actor}", _ACTOR).replace("{now}", NOW), verb
        )
        for name, (verb, text, condition) in guards_of(model).items()
    }


def _guard(model: type[models.Model], name: str, text: str, condition: str, verb: str) -> str:
    table = model._meta.db_table
    return (
        f'CREATE TRIGGER "{HOLD}{table}_{name}" BEFORE {verb} ON "{table}" '
        f"FOR EACH ROW WHEN {condition} BEGIN SELECT RAISE(ABORT, '{table}: {text}'); END"
    )


def _refusal(table: str) -> str:
    text = f"{table}: a governed row is written inside acting_as, with who and why"
    return f"SELECT RAISE(ABORT, '{text}') WHERE carepath_open() = 0"


def append(table: str, operation: str, key: str, old: str, new: str) -> str:
    """Return the INSERT that adds one row to the chain; the arguments are SQL."""
    facts = {name: f"carepath_fact('{name}')" for name in FROM_CONTEXT}
    columns = {
        "seq": "seq",
        "previous": "previous",
        "recorded_us": "now",
        "table_name": "table_name",
        "operation": "operation",
        "key": "key",
        "old": "old",
        "new": "new",
        "salt": "carepath_salt(seq, previous)",
        "commitment": "carepath_commitment(seq, previous, old, new)",
        "hash": "carepath_hash(seq, previous, now, table_name, operation, key, old, new)",
        "transaction_id": "carepath_fact('change_id')",
    } | facts
    # An aggregate is worked out once, so every function above sees the same values.
    return (
        f"INSERT INTO {CHAIN} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM ("
        f"SELECT coalesce(max(seq), 0) + 1 AS seq, coalesce(max(hash), '{GENESIS}') AS previous, "
        f"{NOW} AS now, {table} AS table_name, {operation} AS operation, "
        f"CAST({key} AS TEXT) AS key, {old} AS old, {new} AS new FROM ({_LAST}))"
    )


_LAST = f"SELECT seq, hash FROM {CHAIN} ORDER BY seq DESC LIMIT 1"
FROM_CONTEXT = ("at_us", "actor", "actor_name", "authenticated", "origin", "change_id", "reason")


def row_text(model: type[models.Model], row: str) -> str:
    """Return the SQL for a row as JSON text; `row` names it: NEW, OLD or an alias."""
    pairs = (f"'{field.column}', {_value(field, row)}" for field in model._meta.concrete_fields)
    return f"json_object({', '.join(pairs)})"


def _value(field: models.Field, row: str) -> str:
    name = f'{row}."{field.column}"'
    return f"hex({name})" if isinstance(field, models.BinaryField) else name


def _keep(model: type[models.Model]) -> dict[str, str]:
    """Refuse change and removal; REPLACE too, as that may delete without a trigger."""
    table, key = model._meta.db_table, model._meta.pk.column
    taken = f'EXISTS (SELECT 1 FROM "{table}" WHERE "{key}" = NEW."{key}")'
    when = {"update": "", "delete": "", "insert": f"WHEN {taken} "}
    if table == CHAIN:
        when |= {"insert": f"WHEN {_forged()} ", "update": f"WHEN NOT ({_blanked(model)}) "}
    if table == redacting.SENTENCES:
        when["update"] = f"WHEN NOT ({_hushed(model)}) "
    if histories([model]):
        when["delete"] = f"WHEN NOT {redacting.REDACTED} "
    return {
        f"{HOLD}{table}_{verb}": (
            f'CREATE TRIGGER "{HOLD}{table}_{verb}" BEFORE {verb.upper()} ON "{table}" '
            f"FOR EACH ROW {condition}BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
        )
        for verb, condition in when.items()
    }


_ACTOR = "(CASE WHEN carepath_open() THEN carepath_fact('actor') END)"


def _blanked(model: type[models.Model]) -> str:
    """Return the condition that a row of the chain is blanked as two people decided."""
    blank = ("salt", "old", "new", "reason")
    gone = " AND ".join(f"NEW.{name} IS NULL" for name in blank)
    return (
        f"{gone} AND OLD.redaction IS NULL AND {_alike(model, (*blank, 'redaction'))}"
        f" AND {redacting.AGREED}"
    )


def _hushed(model: type[models.Model]) -> str:
    """Return the condition that a sentence of a redacted change loses reason and detail."""
    said = "NEW.why = '' AND NEW.detail = '{}'"
    return f"{said} AND {_alike(model, ('why', 'detail'))} AND {redacting.REDACTED}"


def _alike(model: type[models.Model], but: tuple[str, ...]) -> str:
    names = [f.column for f in model._meta.concrete_fields if f.column not in but]
    return " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in names)


def _forged() -> str:
    """Return the condition that a row does not follow the last one of the chain."""
    return (
        f"carepath_open() = 0 OR NEW.seq IS NOT coalesce((SELECT seq FROM ({_LAST})), 0) + 1 "
        f"OR NEW.previous IS NOT coalesce((SELECT hash FROM ({_LAST})), '{GENESIS}') "
        f"OR EXISTS (SELECT 1 FROM {CHAIN} WHERE hash = NEW.hash)"
    )


def installed(cursor: Any, tables: set[str]) -> dict[str, str]:
    """Return every trigger on these tables as it stands in the file, by its name."""
    cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    return {name: sql for name, sql, table in cursor.fetchall() if table in tables}


def put(cursor: Any, wanted: dict[str, str], found: dict[str, str]) -> None:
    """Make the triggers as they are wanted."""
    for name in found:
        if wanted.get(name) != found[name]:
            cursor.execute(f'DROP TRIGGER "{name}"')
    for name, sql in wanted.items():
        if found.get(name) != sql:
            cursor.execute(sql)
