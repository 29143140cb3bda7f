"""A migration leaves the triggers as they should be, also where it rebuilt a table."""

import pytest
from django.core.management import call_command
from django.db import connection

from carepath.audit import triggers
from carepath.audit.triggers import installing

pytestmark = pytest.mark.django_db


def take_away():
    with triggers.maintenance("default"):
        installing.put("default", wanted=False)
    assert triggers.differences()


def test_migrating_writes_them_anew():
    take_away()
    call_command("migrate", verbosity=0)
    assert triggers.differences() == []


def test_looking_at_the_plan_changes_nothing(capsys):
    take_away()
    call_command("migrate", plan=True, verbosity=0)
    assert triggers.differences()


def test_every_database_is_guarded():
    from django.db import connections

    assert {alias: triggers.differences(alias) for alias in connections} == dict.fromkeys(
        connections, []
    )
    assert connection.alias == "default"
