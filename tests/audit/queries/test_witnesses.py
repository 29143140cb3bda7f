"""Whatever one witness tells and another does not is found, and nothing else."""

import pytest
from django.db.models import F
from simple_history.utils import bulk_update_with_history

from carepath.accounts.models import Grant
from carepath.audit import actions, queries
from carepath.audit.models import Alert, Change
from carepath.audit.queries import witnesses
from carepath.journeys.models import Target
from carepath.protocols.models import Signature
from tests.audit.changed import run, without_triggers, written
from tests.factories import AT
from tests.governed import CHANGEABLE, CHANGED, a_row, another

pytestmark = pytest.mark.django_db
Kind = Alert.Kind


def found(model=Grant):
    ids = set(Change.objects.values_list("change_id", flat=True))
    ids |= set(model.history.exclude(change_id=None).values_list("change_id", flat=True))
    return [(one.kind, one.key, one.seq) for one in queries.compared(model, ids)]


def past(model=Grant):
    return [(one.kind, one.key, one.seq) for one in queries.unrecorded(model)]


@pytest.mark.parametrize("model", CHANGEABLE, ids=lambda model: model._meta.label)
def test_what_goes_through_the_portal_has_all_its_witnesses(model):
    rows = written(model)
    with actions.acting_as("test", at=AT, why="changed"):
        another(model, rows[0]).save()
        another(model, rows[0]).save()
        rows[1].save()
        bulk_update_with_history([another(model, rows[2])], model, [CHANGED[model]])
        rows[1].delete()
    with actions.acting_as("test", at=AT, why="nothing"):
        rows[0].save()
    assert found(model) == []
    assert past(model) == []
    assert list(witnesses.unlike_before(after=0, until=99)) == []


def test_a_change_without_history_is_ungoverned():
    one, other, _third = written(Target)
    with actions.acting_as("test", at=AT, why="by query"):
        Target.objects.filter(pk=one.pk).update(within_s=F("within_s") + 1)
        Target.objects.filter(pk=other.pk)._raw_delete("default")
    assert sorted(found(Target)) == [
        (Kind.UNGOVERNED, str(one.pk), 4), (Kind.UNGOVERNED, str(other.pk), 5),
    ]  # fmt: skip
    assert past(Target) == []


def test_of_what_is_only_added_to_a_sentence_must_tell():
    row = written(Signature, 1)[0]
    found = list(queries.compared(Signature, [Change.objects.get().change_id]))
    assert [(one.kind, one.key) for one in found] == [(Kind.UNGOVERNED, str(row.pk))]
    with actions.acting_as("test", at=AT, why="signed") as act:
        a_row(Signature).save()
        actions.record("protocol.signed")
    assert list(queries.compared(Signature, [act.change_id])) == []


def test_history_that_tells_otherwise_is_named():
    row = written(Grant, 1)[0]
    with without_triggers():
        run("UPDATE accounts_historicalgrant SET role = 'READ_ONLY'")
    assert found() == [(Kind.DIFFERS, str(row.pk), 1)]


def test_history_without_a_change_is_forged():
    row = written(Grant, 1)[0]
    told = row.history.get()
    told.pk, told.history_type, told.role = None, "~", "READ_ONLY"
    told.save()
    assert found() == [(Kind.FORGED, str(row.pk), told.history_id)]


def test_a_row_changed_past_the_ledger_is_unrecorded():
    one, other, third = written(Grant)
    with without_triggers():
        run("UPDATE accounts_grant SET role = 'READ_ONLY' WHERE id = %s", one.pk)
        run("DELETE FROM accounts_grant WHERE id = %s", other.pk)
        run("UPDATE accounts_grant SET id = 99999 WHERE id = %s", third.pk)
    assert sorted(past()) == sorted(
        [
            (Kind.UNRECORDED, str(one.pk), 1),
            (Kind.UNRECORDED, str(other.pk), 2),
            (Kind.UNRECORDED, str(third.pk), 3),
            (Kind.UNRECORDED, "99999", 0),
        ]
    )


def test_a_row_changed_past_the_ledger_and_then_through_it_shows_the_gap():
    row = written(Grant, 1)[0]
    with without_triggers():
        run("UPDATE accounts_grant SET granted_by = 'nobody'")
    row.refresh_from_db()
    with actions.acting_as("test", at=AT, why="later"):
        row.role = "READ_ONLY"
        row.save()
    assert past() == []
    gap = list(witnesses.unlike_before(after=0, until=9))
    assert [(one.kind, one.key, one.seq) for one in gap] == [(Kind.UNRECORDED, str(row.pk), 2)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('{"a": 1}', '{"a":1}', True),
        ('{"a": 1}', '{"a": 1, "added": 2}', True),
        ('{"a": 1}', '{"a": 2}', False),
        (None, '{"a": 2}', False),
        (None, None, True),
    ],
)
def test_only_columns_that_both_know_are_compared(one, other, same):
    assert witnesses.is_same(one, other) is same


def test_a_save_that_changed_nothing_is_no_forgery_when_a_change_follows_before_the_look():
    (row,) = written(Target, 1)
    with actions.acting_as("test", at=AT, why="nothing"):
        row.save()
    with actions.acting_as("test", at=AT, why="something"):
        another(Target, row).save()
    assert found(Target) == [] and past(Target) == []
