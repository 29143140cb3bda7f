"""What every test may ask for."""

import gc
import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from hypothesis import HealthCheck, settings

# How busy a machine is says nothing about the code; figures have budgets of processor time.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(config, items):
    """Let every test that uses the database use both of its files; leave out what has no place."""
    other = "embedded" if os.environ.get("DATABASE_URL") else "postgresql"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    items[:] = [item for item in items if item not in elsewhere]
    config.hook.pytest_deselected(items=elsewhere)
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is None and "db" not in getattr(item, "fixturenames", ()):
            continue
        kwargs = {"databases": "__all__"} | (mark.kwargs if mark else {})
        item.add_marker(pytest.mark.django_db(*(mark.args if mark else ()), **kwargs), append=False)


def pytest_collection_finish():
    """Let the collector of garbage not walk through thousands of tests again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def shared():
    """The folder of real logs and published figures; absent = a skip, in CI a failure."""
    folder = Path(os.environ.get("CAREPATH_SHARED", ROOT / "../shared")).resolve()
    if not (folder / "data").is_dir():
        message = f"No reference data at CAREPATH_SHARED ({folder})."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture
def roles(db):
    """The portal's login and the auditor's, on PostgreSQL."""
    from tests import logins

    logins.made()


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """Each test writes its files under a folder of its own, and begins without the demo."""
    settings.CAREPATH_HOME, settings.DEMO = tmp_path, "off"
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def clients_are_quick():
    """A client looks for a static file when asked for it, not for all of them when it is made."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "WHITENOISE_AUTOREFRESH", True, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_are_quick():
    """Passwords are hashed as in life, but for the tenth of a second that keeps guessers off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 8 * Argon2PasswordHasher.parallelism)
        yield


def tables_with_rows(cursor):
    """Which tables hold rows, but for what each database is born with."""
    tables = set(cursor.db.introspection.django_table_names(only_existing=True))
    tables -= {"django_content_type", "auth_permission"}
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in sorted(tables))
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


@contextmanager
def unguarded(cursor, tables):
    """Take the triggers of these tables away for a moment, as only their owner could."""
    if cursor.db.vendor == "postgresql":
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
    else:
        marks = ", ".join("%s" for _table in tables)
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN"
        cursor.execute(f"{asked} ({marks})", tables)
        found = cursor.fetchall()
        off, on = [f"DROP TRIGGER {name}" for name, _sql in found], [sql for _name, sql in found]
    for words in off:
        cursor.execute(words)
    yield
    for words in on:
        cursor.execute(words)


@pytest.fixture(scope="session", autouse=True)
def emptied_by_the_owner():
    """Tests that commit are cleaned up after by emptying tables, which the ledger's guards refuse.

    So whoever cleans up takes the triggers of what holds rows away for that moment, as only an
    owner of the tables could; while a test runs they are all there. To delete is quicker than to
    empty all.
    """
    from django.core.management.commands import flush
    from django.db import connections, transaction

    from carepath.audit.triggers import installing as triggers

    def emptied(_command, *, database, **_options):
        with triggers.maintenance(database), connections[database].cursor() as cursor:
            tables = tables_with_rows(cursor)
            with unguarded(cursor, tables), transaction.atomic(using=database):
                for table in tables:
                    cursor.execute(f"DELETE FROM {table}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", emptied)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """An embedded test database is a file, as in life: processes and threads can share it."""
    from django.db import connections

    for alias in connections:
        database = connections[alias].settings_dict
        if "sqlite" in database["ENGINE"]:
            database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("db") / f"{alias}.sqlite3")
            # What a power cut would do is not tested here, so nothing waits for the disk.
            first = database["OPTIONS"]["init_command"]
            database["OPTIONS"]["init_command"] = first.replace("=FULL", "=OFF")
