"""The triggers in the words of PostgreSQL, and what of them is installed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from carepath.audit.register import guarded, guards_of, histories, kept, models_of
from carepath.audit.triggers import redacting
from carepath.audit.verifier import COMMITTED, GENESIS, HASHED

CHAIN = "audit_change"
LOCK = 0x6C65_6467
"""A number of our own for PostgreSQL's lock on the end of the chain."""
APPEND, LEDGER, KEEP, CHAINED, GUARD, REDACT, RESTATE = (
    "carepath_append", "carepath_ledger", "carepath_keep", "carepath_chained", "carepath_guard",
    "carepath_redact", "carepath_restate",
)  # fmt: skip
# Bits of pg_trigger.tgtype.
ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = 1, 2, 4, 8, 16, 32
BITS = {"INSERT": INSERT, "UPDATE": UPDATE, "DELETE": DELETE}
NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
"""The database's clock in microseconds."""


ARGUMENTS = "relation text, operation text, pk text, before text, after text"


def _framed(names: tuple[str, ...]) -> str:
    parts = (f"coalesce(length({_text(name)}) || ':' || {_text(name)}, '-:')" for name in names)
    return f"encode(sha256(convert_to({' || '.join(parts)}, 'UTF8')), 'hex')"


def _text(name: str) -> str:
    if name == "change_id":
        return "replace(made.change_id::text, '-', '')"
    return f'made."{name}"::text'


def functions() -> dict[str, tuple[str, str, bool]]:
    """Return each function's arguments, body, and whether it runs with its owner's rights."""
    return {
        APPEND: (ARGUMENTS, _append(), True),
        LEDGER: ("", _LEDGER, True),
        KEEP: ("", _KEEP, False),
        CHAINED: ("", _CHAINED, False),
        REDACT: ("", _redact(), True),
        RESTATE: ("", _restate(), True),
    } | dict(_guards())


def _guards() -> Iterator[tuple[str, tuple[str, str, bool]]]:
    """Yield a function for each thing that a model says its rows never become."""
    for model in {*models_of("governed"), *kept(), *guarded()}:
        table = model._meta.db_table
        for name, (verb, text, condition) in guards_of(model).items():
            refused = condition.replace("{actor}", "current_setting('carepath.actor', true)")
            body = _guard(f"{table}: {text}", refused.replace("{now}", NOW), verb)
            yield f"{GUARD}_{table}_{name}", ("", body, False)


def _guard(text: str, condition: str, verb: str) -> str:
    row = "OLD" if verb == "DELETE" else "NEW"
    return f"""
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN {row};
END;
"""


def _append() -> str:
    return f"""
DECLARE
    made {CHAIN}%ROWTYPE;
BEGIN
    made.actor := nullif(current_setting('carepath.actor', true), '');
    made.reason := nullif(current_setting('carepath.reason', true), '');
    IF made.actor IS NULL OR made.reason IS NULL THEN
        RAISE EXCEPTION '%: a governed row is written inside acting_as, with who and why', relation
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    SELECT c.seq + 1, c.hash INTO made.seq, made.previous FROM {CHAIN} c
        ORDER BY c.seq DESC LIMIT 1;
    made.seq := coalesce(made.seq, 1);
    made.previous := coalesce(made.previous, '{GENESIS}');
    made.salt := replace(gen_random_uuid()::text, '-', '');
    made.transaction_id := txid_current()::text;
    made.recorded_us := {NOW};
    made.at_us := current_setting('carepath.at_us', true)::bigint;
    made.actor_name := current_setting('carepath.actor_name', true);
    made.authenticated := current_setting('carepath.authenticated', true);
    made.origin := current_setting('carepath.origin', true);
    made.change_id := current_setting('carepath.change_id', true)::uuid;
    made.table_name := relation;
    made.operation := operation;
    made.key := pk;
    made.old := before;
    made.new := after;
    made.commitment := {_framed(COMMITTED)};
    made.hash := {_framed(HASHED)};
    INSERT INTO {CHAIN} SELECT made.*;
END;
"""


_LEDGER = f"""
DECLARE
    before text;
    after text;
    pk text;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        before := row_to_json(OLD)::text;
        pk := to_jsonb(OLD) ->> TG_ARGV[0];
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := row_to_json(NEW)::text;
        pk := coalesce(pk, to_jsonb(NEW) ->> TG_ARGV[0]);
    END IF;
    PERFORM {APPEND}(TG_TABLE_NAME::text, lower(TG_OP), pk, before, after);
    RETURN NULL;
END;
"""


def _redact() -> str:
    done = ";\n        ".join(redacting.statements(histories(kept()), blank="'{}'"))
    return f"""
BEGIN
    IF NEW.approved THEN
        {done};
    END IF;
    RETURN NULL;
END;
"""


def _restate() -> str:
    """Write what a row is now, as one that was there before the ledger is written."""
    keys = " ".join(
        f"WHEN '{model._meta.db_table}' THEN '{model._meta.pk.column}'"
        for model in models_of("governed")
    )
    return f"""
DECLARE
    pk text := CASE NEW.table_name {keys} END;
    found text;
BEGIN
    EXECUTE format(
        'SELECT row_to_json(t)::text FROM %I t WHERE t.%I::text = $1', NEW.table_name, pk
    ) INTO found USING NEW.key;
    PERFORM {APPEND}(NEW.table_name::text, 'adopt', NEW.key::text, NULL, found);
    RETURN NULL;
END;
"""


_BLANK = "ARRAY['salt', 'old', 'new', 'reason', 'redaction']"
_KEEP = f"""
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = '{redacting.CHANGES}' THEN
        IF coalesce(to_jsonb(NEW) ->> 'salt', to_jsonb(NEW) ->> 'old', to_jsonb(NEW) ->> 'new',
                to_jsonb(NEW) ->> 'reason', to_jsonb(OLD) ->> 'redaction') IS NULL
            AND to_jsonb(NEW) - {_BLANK} = to_jsonb(OLD) - {_BLANK}
            AND {redacting.AGREED}
        THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = '{redacting.SENTENCES}' THEN
        IF NEW.why = '' AND NEW.detail = '{{}}'
            AND to_jsonb(NEW) - ARRAY['why', 'detail'] = to_jsonb(OLD) - ARRAY['why', 'detail']
            AND {redacting.REDACTED}
        THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' AND TG_NARGS > 0 THEN
        IF {redacting.REDACTED} THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END;
"""

# A row that comes from no trigger of ours stands at depth 1.
_CHAINED = f"""
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION '{CHAIN} is written by its triggers alone'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
"""

Trigger = tuple[str, str, int, str, str]
"""Table, name, type, function and argument of one trigger."""


def triggers(
    governed: list[type[models.Model]],
    only_added_to: list[type[models.Model]],
    guarded: Sequence[type[models.Model]] = (),
) -> dict[str, Trigger]:
    """Return what each trigger should be, by table and name."""
    found: list[Trigger] = []
    for model in governed:
        table, key = model._meta.db_table, model._meta.pk.column
        for verb, bit in (("insert", INSERT), ("update", UPDATE), ("delete", DELETE)):
            found.append((table, f"{LEDGER}_{verb}", ROW | bit, LEDGER, key))
        found.append((table, f"{KEEP}_truncate", BEFORE | TRUNCATE, KEEP, ""))
    for model in {*governed, *only_added_to, *guarded}:
        table = model._meta.db_table
        for name, (verb, _text, _condition) in guards_of(model).items():
            function = f"{GUARD}_{table}_{name}"
            found.append((table, function, ROW | BEFORE | BITS[verb], function, ""))
    for model in guarded:
        found.append((model._meta.db_table, f"{KEEP}_truncate", BEFORE | TRUNCATE, KEEP, ""))
    for model in only_added_to:
        table = model._meta.db_table
        named = "history" if histories([model]) else ""
        found.append((table, f"{KEEP}_rows", ROW | BEFORE | UPDATE | DELETE, KEEP, named))
        if table == redacting.DECISIONS:
            found.append((table, REDACT, ROW | INSERT, REDACT, ""))
        if table == redacting.RESTATEMENTS:
            found.append((table, RESTATE, ROW | INSERT, RESTATE, ""))
        found.append((table, f"{KEEP}_truncate", BEFORE | TRUNCATE, KEEP, ""))
        if table == CHAIN:
            found.append((table, CHAINED, ROW | BEFORE | INSERT, CHAINED, ""))
    # A governed table that is only added to asks for the same guard of TRUNCATE twice.
    return {f"{table}.{name}": (table, name, *rest) for table, name, *rest in found}


def sql_of(trigger: Trigger) -> str:
    """Return the CREATE TRIGGER of one trigger."""
    table, name, kind, function, argument = trigger
    verbs = [
        verb
        for verb, bit in (
            ("INSERT", INSERT), ("UPDATE", UPDATE), ("DELETE", DELETE), ("TRUNCATE", TRUNCATE)
        )
        if kind & bit
    ]  # fmt: skip
    when = "BEFORE" if kind & BEFORE else "AFTER"
    each = "ROW" if kind & ROW else "STATEMENT"
    said = f"'{argument}'" if argument else ""
    return (
        f'CREATE TRIGGER "{name}" {when} {" OR ".join(verbs)} ON "{table}" '
        f"FOR EACH {each} EXECUTE FUNCTION {function}({said})"
    )


def installed(cursor: Any, tables: set[str]) -> dict[str, Trigger]:
    """Return every trigger on these tables that is in force, as `triggers` describes it."""
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgtype, p.proname, encode(t.tgargs, 'escape')"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema()"
        " AND c.relname = ANY(%s) AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        " AND t.tgqual IS NULL",
        [sorted(tables)],
    )
    return {
        f"{table}.{name}": (table, name, kind, function, argument.removesuffix("\\000"))
        for table, name, kind, function, argument in cursor.fetchall()
    }


def installed_functions(cursor: Any) -> dict[str, tuple[str, str, bool]]:
    """Return our functions as they stand in the database, as `functions` describes them.

    One whose way to find tables is not pinned counts as absent.
    """
    cursor.execute(
        "SELECT p.proname, pg_get_function_arguments(p.oid), p.prosrc, p.prosecdef FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = current_schema()"
        " AND p.proname = ANY(%s)"
        " AND 'search_path=pg_catalog, ' || current_schema() || ', pg_temp' = ANY(p.proconfig)",
        [sorted(functions())],
    )
    return {name: (arguments, body, owner) for name, arguments, body, owner in cursor.fetchall()}


def put(cursor: Any, wanted: dict[str, Trigger], found: dict[str, Trigger]) -> None:
    """Make functions and triggers as they are wanted."""
    _put_functions(cursor)
    for name, trigger in wanted.items():
        if found.get(name) != trigger:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger[1]}" ON "{trigger[0]}"')
            cursor.execute(sql_of(trigger))
    for name in found.keys() - wanted.keys():
        cursor.execute(f'DROP TRIGGER "{found[name][1]}" ON "{found[name][0]}"')


def _put_functions(cursor: Any) -> None:
    cursor.execute("SELECT current_schema()")
    schema = cursor.fetchone()[0]
    for name, (arguments, body, as_owner) in functions().items():
        returns = "void" if arguments else "trigger"
        rights = "SECURITY DEFINER" if as_owner else "SECURITY INVOKER"
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql"
            f" {rights} SET search_path = pg_catalog, {schema}, pg_temp"
            f" AS $carepath${body}$carepath$"
        )
        cursor.execute(f"REVOKE ALL ON FUNCTION {name}({arguments}) FROM PUBLIC")


def row_text(model: type[models.Model], row: str) -> str:
    """Return the SQL for a row as JSON text; `row` is its alias."""
    names = ", ".join(f'{row}."{field.column}"' for field in model._meta.concrete_fields)
    return f"(SELECT row_to_json(r)::text FROM (SELECT {names}) r)"
