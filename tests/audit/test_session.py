"""The database knows who acts, and nothing governed is written while its triggers are off."""

import pytest
from django.db import connection

from carepath.audit import actions, session
from carepath.audit.models import Check
from tests.factories import AT

pytestmark = pytest.mark.django_db


def told(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [f"carepath.{name}"])
        return cursor.fetchone()[0] or ""


@pytest.mark.postgresql
def test_the_database_knows_the_act_and_forgets_it():
    with actions.acting_as("import:1", at=AT, why="outer"):
        assert (told("actor"), told("reason")) == ("import:1", "outer")
        with actions.acting_as("import:2", at=AT, why="inner"):
            assert told("actor") == "import:2"
        assert (told("actor"), told("reason")) == ("import:1", "outer")
        with pytest.raises(ZeroDivisionError), actions.acting_as("import:3", at=AT, why="x"):
            raise ZeroDivisionError
        assert told("actor") == "import:1"
    assert (told("actor"), told("reason")) == ("", "")


@pytest.mark.postgresql
def test_the_end_of_the_chain_is_waited_for_first():
    with actions.acting_as("test", at=AT, why="x"), connection.cursor() as cursor:
        cursor.execute("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert (session.LOCK,) in cursor.fetchall()


def test_nothing_governed_is_written_while_the_triggers_are_off():
    Check.objects.create(name=session.GUARDS, ok=False, at=AT)
    stopped = pytest.raises(session.LedgerStopped, match="run `make setup`")
    with stopped, actions.acting_as("test", at=AT, why="x"):
        raise AssertionError("the door must not open")
    with actions.recording_as("test", at=AT):
        actions.record("operational work goes on")
