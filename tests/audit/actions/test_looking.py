"""The sweep looks after the ledger, and what it finds is kept until somebody says what it was."""

from datetime import timedelta

import pytest
from django.db import connection

from carepath.accounts.models import Grant
from carepath.audit import actions, session, triggers
from carepath.audit.actions import looking
from carepath.audit.models import Alert, Check
from carepath.audit.triggers import installing
from tests.audit.changed import run, without_triggers, written
from tests.factories import AT

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def look(minutes):
    return actions.look_after(by="worker:test", at=AT + minutes * MINUTE)


def open_alerts():
    return [(one.kind, one.key, one.seq) for one in Alert.objects.filter(settled_at=None)]


def test_what_is_not_due_costs_few_questions(django_assert_max_num_queries):
    written(Grant, 2)
    look(0)
    with django_assert_max_num_queries(2):
        assert look(0.5) == 0
    assert open_alerts() == []


def test_an_ungoverned_write_is_seen_within_a_minute_and_told_once():
    row = written(Grant, 1)[0]
    look(0)
    with actions.acting_as("psql", at=AT, why="by hand"):
        Grant.objects.filter(pk=row.pk).update(role="READ_ONLY")
    look(0.5)
    assert open_alerts() == []
    look(1)
    alert = Alert.objects.get()
    assert (alert.kind, alert.table_name, alert.key, alert.seq, alert.actor) == (
        "ungoverned", "accounts_grant", str(row.pk), 2, "psql",
    )  # fmt: skip
    for minute in (2, 3):
        look(minute)
    assert Alert.objects.count() == 1


def test_what_was_settled_stays_settled():
    written(Grant, 1)
    with without_triggers():
        run("UPDATE accounts_grant SET role = 'READ_ONLY'")
    look(0)
    alert = Alert.objects.get()
    assert alert.kind == "unrecorded"
    actions.settle(alert=alert, by="test", at=AT, reason="a drill")
    look(1)
    assert open_alerts() == []


def test_forged_history_is_seen():
    told = written(Grant, 1)[0].history.get()
    look(0)
    told.pk, told.history_type = None, "-"
    told.save()
    look(1)
    assert open_alerts() == [("forged", str(told.id), told.history_id)]


def test_exactly_the_ungoverned_of_many_are_reported():
    rows = written(Grant, 200)
    expected = set()
    with actions.acting_as("test", at=AT, why="many"):
        for number, row in enumerate(rows):
            if number % 20 == 7:
                Grant.objects.filter(pk=row.pk).update(role="READ_ONLY")
                expected.add(str(row.pk))
            else:
                row.role = "CLINICIAN"
                row.save()
    look(0)
    assert {key for _kind, key, _seq in open_alerts()} == expected
    assert {kind for kind, _key, _seq in open_alerts()} == {"ungoverned"}


def test_many_changes_are_compared_some_at_a_time(monkeypatch):
    monkeypatch.setattr(looking, "SOME", 4)
    written(Grant, 9)
    Grant.history.all()
    for minute, until in enumerate((4, 8, 9, 9)):
        look(minute)
        assert Check.objects.get(name="witnesses").seq == until
    assert open_alerts() == []


def test_missing_triggers_stop_governed_writes_until_they_are_back(settings):
    with triggers.maintenance("default"):
        installing.put("default", wanted=False)
        off = actions.look_at_triggers(at=AT)
    assert off
    assert {kind for kind, _key, _seq in open_alerts()} == {"triggers"}
    with pytest.raises(session.LedgerStopped), actions.acting_as("test", at=AT, why="x"):
        raise AssertionError("the door must not open")
    triggers.install(at=AT)
    look(1)
    written(Grant, 1)
    assert Check.objects.get(name="triggers").ok


def test_the_triggers_are_looked_at_when_a_process_begins_and_each_hour(monkeypatch):
    seen = []
    monkeypatch.setattr(looking, "look_at_triggers", lambda *, at: seen.append(at))
    Check.objects.create(name="triggers", ok=True, at=AT)
    monkeypatch.setitem(looking._looked, "at", False)
    for minutes in (0, 1, 59, 60):
        look(minutes)
    assert seen == [AT, AT + 60 * MINUTE]


def test_the_chain_is_checked_in_slices_and_anew_each_hour(monkeypatch):
    monkeypatch.setattr(looking, "SOME", 3)
    written(Grant, 7)
    seqs = []
    for minute in range(4):
        look(minute)
        seqs.append(Check.objects.get(name="chain").seq)
    assert seqs == [3, 6, 7, 7]
    check = Check.objects.get(name="chain")
    assert check.ok and check.detail["verified"] == (AT + 3 * MINUTE).isoformat()
    with without_triggers():
        run("UPDATE audit_change SET reason = 'other' WHERE seq = 2")
    look(30)
    assert open_alerts() == []
    look(61)
    assert open_alerts() == [("chain", "", 2)]
    assert not Check.objects.get(name="chain").ok


def test_another_process_that_looks_now_is_left_alone():
    Check.objects.create(name="chain", ok=True, at=AT)
    check = Check.objects.get(name="chain")
    assert looking._is_mine("chain", check, AT + MINUTE)
    assert not looking._is_mine("chain", check, AT + MINUTE)
    assert looking._is_mine("new", None, AT)
    assert not looking._is_mine("new", None, AT)
    assert connection.alias == "default"
