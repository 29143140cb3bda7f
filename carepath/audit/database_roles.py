"""Two logins on PostgreSQL beside the owner: the portal's may add to the ledger, never change it.

The owner migrates, `carepath_app` (whatever DATABASE_URL names) serves, and `carepath_auditor` is
granted to the logins of people who read the ledger with tools of their own.
"""

from typing import Any

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from carepath.audit.register import kept
from carepath.audit.triggers.postgresql import CHAIN

AUDITOR = "carepath_auditor"
MIGRATIONS = "django_migrations"


class NotSeparated(RuntimeError):
    """The portal's login may still change the ledger; the text says why."""


def ledger_tables() -> list[str]:
    """Return the tables that are only ever added to: ledger, read log, governed history."""
    return sorted(model._meta.db_table for model in kept())


def is_separated(tables: list[str] | None = None) -> bool:
    """Return whether the login of this connection can add to the ledger but not change it."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
            " OR c.relname = %s AND has_table_privilege(c.oid, 'INSERT')"
            " OR pg_has_role(c.relowner, 'MEMBER')) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = current_schema() AND c.relname = ANY(%s)",
            [CHAIN, tables or ledger_tables()],
        )
        return cursor.fetchone()[0] is False


def grant(*, app: str, password: str, auditor: str = AUDITOR) -> None:
    """Make the two logins where they are missing and give each what it needs; by the owner.

    NotSeparated if the owner may not make them. The password is brought up to date where the owner
    may do that.
    """
    with transaction.atomic():
        _make(auditor, "NOLOGIN")
        _make(app, "LOGIN")
        if password:
            _set_password(app, password)
        _give(app=app, auditor=auditor)


def _make(role: str, login: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone():
            return
    try:
        _run(f"CREATE ROLE {{}} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE", role)
    except ProgrammingError as error:
        text = _("DATABASE_OWNER_URL: it may not create the login %(role)s; create that by hand.")
        raise NotSeparated(text % {"role": role}) from error


def _set_password(role: str, password: str) -> None:
    """Send the password as the server keeps it, so that no log of statements can show it."""
    library = connection.connection.pgconn
    kept = library.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    try:
        with transaction.atomic():
            _run("ALTER ROLE {} PASSWORD {}", role, literals=[kept])
    except ProgrammingError:
        return  # somebody else's to keep; whether it fits shows when the portal logs in


def _give(*, app: str, auditor: str) -> None:
    ledger = sql.SQL(", ").join(map(sql.Identifier, ledger_tables()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_schema()")
        database, schema = cursor.fetchone()
    for role in (app, auditor):
        _run("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}", schema, role)
        _run("GRANT CONNECT ON DATABASE {} TO {}", database, role)
        _run("GRANT USAGE ON SCHEMA {} TO {}", schema, role)
    # Making tables, also for a session, is the owner's alone.
    _run("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC", database)
    _run("REVOKE CREATE ON SCHEMA {} FROM PUBLIC", schema)
    _run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}", schema, app)
    _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}", schema, app)  # for a backup
    _run("REVOKE UPDATE, DELETE ON {ledger} FROM {}", app, ledger=ledger)
    _run(
        "REVOKE INSERT ON {} FROM {}", CHAIN, app
    )  # its triggers add to it, with the owner's right
    _run("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}", MIGRATIONS, app)
    _run("GRANT SELECT ON {ledger} TO {}", auditor, ledger=ledger)


def _run(text: str, *names: str, literals: list[str] | None = None, **parts: Any) -> None:
    words = [*map(sql.Identifier, names), *map(sql.Literal, literals or [])]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(text).format(*words, **parts))
