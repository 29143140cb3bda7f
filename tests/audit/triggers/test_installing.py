"""The triggers stand as the register asks for, and whatever is missing or strange is named."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from carepath.accounts.models import Grant
from carepath.audit import actions, triggers
from carepath.audit.models import Change, Entry
from carepath.audit.triggers import installing
from tests.factories import AT, granted, otto

pytestmark = pytest.mark.django_db


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_migrated_database_has_them_all():
    assert triggers.differences() == []


def test_a_governed_write_leaves_a_row_with_who_when_and_why():
    user = otto()
    with actions.acting_as(user, at=AT, why="a reason") as act:
        grant = Grant.objects.create(
            user=user, role="CLINICIAN", site="", granted_at=AT, granted_by="x"
        )
    row = Change.objects.get()
    assert (row.seq, row.table_name, row.operation) == (1, "accounts_grant", "insert")
    assert (row.key, row.old, '"CLINICIAN"' in row.new) == (str(grant.pk), None, True)
    assert (row.actor, row.reason, row.change_id) == (f"user:{user.pk}", "a reason", act.change_id)


def test_a_governed_write_outside_the_door_is_refused():
    user = otto()
    for door in (transaction.atomic(), actions.recording_as("test", at=AT)):
        with pytest.raises(IntegrityError, match="inside acting_as"), door:
            Grant.objects.create(user=user, role="CLINICIAN", granted_at=AT, granted_by="x")
    assert Change.objects.count() == 0


def test_the_door_closes_behind_one():
    granted(otto(), "CLINICIAN")
    with pytest.raises(IntegrityError, match="inside acting_as"):
        Grant.objects.update(role="AUDITOR")


@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_what_is_only_added_to_is_never_changed(statement):
    granted(otto(), "CLINICIAN")
    with actions.recording_as("test", at=AT):
        actions.record("tried")
    for model in (Change, Entry):
        refused = pytest.raises(DatabaseError, match="only added to|not authorized|prohibited")
        with refused, transaction.atomic():
            run(statement.format(model._meta.db_table))


def test_a_missing_trigger_is_named():
    with triggers.maintenance("default"), transaction.atomic():
        name = next(iter(installing._wanted_and_found("default", connection.cursor())[1]))
        if connection.vendor == "sqlite":
            run(f'DROP TRIGGER "{name}"')
        else:
            table, trigger = name.split(".")
            run(f'DROP TRIGGER "{trigger}" ON "{table}"')
        assert triggers.differences() == [name]
        triggers.install(at=AT)
    assert triggers.differences() == []


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_guard_of_another_names_can_be_rebuilt_and_the_guards_are_back():
    from django.db import models

    from carepath.places.models import Site

    old = Site._meta.get_field("name")
    new = models.CharField(max_length=200, null=True)
    new.set_attributes_from_name("name")
    new.model = Site
    with triggers.maintenance("default"):
        for before, after in ((old, new), (new, old)):
            with triggers.rebuilding("default"), connection.schema_editor() as editor:
                editor.alter_field(Site, before, after)
    assert triggers.differences() == []
