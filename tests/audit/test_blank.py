"""What a blank database is, and that a broken filling leaves it blank."""

import sqlite3

import pytest
from django.db import connections

from carepath.audit import blank

pytestmark = pytest.mark.django_db


def test_a_database_with_tables_is_not_blank():
    assert not any(blank.is_blank(alias) for alias in connections)


@pytest.fixture
def elsewhere(tmp_path):
    """Return an alias of an empty embedded database, for the time of a test."""
    settings = connections["default"].settings_dict | {
        "ENGINE": "carepath.audit.sqlite",
        "NAME": str(tmp_path / "blank.sqlite3"),
        "OPTIONS": {},
        "ATOMIC_REQUESTS": False,
    }
    connections.databases["blank"] = settings
    yield "blank"
    connections["blank"].close()
    del connections["blank"], connections.databases["blank"]


def tables(alias):
    with sqlite3.connect(connections[alias].settings_dict["NAME"]) as connection:
        found = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    return [name for (name,) in found]


@pytest.mark.django_db(databases=[])
def test_what_breaks_halfway_leaves_it_blank(elsewhere, django_db_blocker):
    def make_one_and_break(_labels):
        with connections[elsewhere].cursor() as cursor:
            cursor.execute("CREATE TABLE work_half (id integer)")
        raise InterruptedError

    with django_db_blocker.unblock():
        assert blank.is_blank(elsewhere)
        with pytest.raises(InterruptedError):
            blank.fill(elsewhere, make_one_and_break)
        assert tables(elsewhere) == []
        assert connections[elsewhere].cursor().execute("PRAGMA foreign_keys").fetchone() == (1,)
