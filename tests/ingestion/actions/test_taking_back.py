import pytest

from carepath.audit.actions import NoActor
from carepath.audit.models import Entry
from carepath.frames.rejects import FileError
from carepath.ingestion import actions
from carepath.ingestion.actions import reading, recording, taking_back
from carepath.ingestion.models import Message, Progress
from carepath.ingestion.policies import NotNow
from carepath.journeys.models import Journey, Span
from carepath.work import actions as work
from tests.factories import person
from tests.ingestion.worlds import LATER, draft, imported, log, received, worked_on

pytestmark = pytest.mark.django_db


def undone(message, reason="wrong file", who="ben"):
    actions.undo(message=message, reason=reason, by=person(who), at=LATER)
    return worked_on(message)


def live():
    return Span.objects.filter(retracted_at=None).count()


def test_an_undone_import_leaves_no_journey():
    message = undone(imported(log(cases=5)))
    assert message.state == "undone"
    assert live() == 0
    assert not Journey.objects.filter(n_spans__gt=0).exists()
    assert message.dedupe_key is None


def test_undo_is_in_the_ledger_with_person_and_reason():
    message = undone(imported(), reason="wrong ward")
    entry = Entry.objects.get(verb="import.undo_asked")
    assert (entry.actor_name, entry.why) == ("ben", "wrong ward")
    assert Entry.objects.get(verb="import.undone").actor == f"import:{message.pk}"


def test_undo_needs_a_reason():
    message = imported()
    with pytest.raises(NoActor):
        actions.undo(message=message, reason="", by=person("ben"), at=LATER)
    assert Message.objects.get(pk=message.pk).state == "processed"


def test_after_an_undo_the_same_file_may_come_again():
    first = undone(imported())
    again = imported()
    assert again.pk != first.pk
    progress = again.progress
    assert (again.state, progress.journeys, progress.spans) == ("processed", 3, 9)
    assert (progress.rows_accepted, progress.duplicates, progress.replaced) == (9, 0, 0)
    assert live() == 9
    assert Journey.objects.filter(n_spans=3).count() == 3


def test_a_second_undo_of_the_same_file_leaves_nothing_either():
    undone(imported())
    assert undone(imported(), who="ada").state == "undone"
    assert live() == 0


def test_undo_takes_only_its_own_rows():
    imported(log(cases=3))
    second = imported(log(cases=5))
    undone(second)
    assert live() == 9


def test_an_import_that_another_one_leans_on_cannot_be_undone_first():
    first = imported(log(cases=3))
    second = imported(log(cases=5), at=LATER)
    with pytest.raises(NotNow, match=f"Undo import {second.pk} first"):
        undone(first)
    undone(second, who="ada")
    assert undone(first, who="nora").state == "undone"
    assert live() == 0


def test_an_undo_waits_for_imports_under_way():
    first = imported()
    second = received(log(cases=5))
    with pytest.raises(NotNow, match=f"Import {second.pk} .* under way"):
        undone(first)


def test_an_import_into_a_source_waits_for_an_undo_there():
    first = imported()
    actions.undo(message=first, reason="wrong", by=person("ben"), at=LATER)
    second = received(log(cases=5))
    assert not actions.process(message=second.pk, by="worker:test", at=LATER)
    assert worked_on(first).state == "undone"
    assert worked_on(second).progress.spans + worked_on(second).progress.replaced == 15


def test_a_killed_undo_goes_on(monkeypatch):
    monkeypatch.setattr(taking_back, "_JOURNEYS", 2)
    message = imported(log(cases=7))
    whole, calls = taking_back._take_back_some, []

    def die(hold, after):
        calls.append(after)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(hold, after)

    monkeypatch.setattr(taking_back, "_take_back_some", die)
    with pytest.raises(KeyboardInterrupt):
        undone(message)
    assert live() == 9
    Message.objects.filter(pk=message.pk).update(lease_until=None)
    assert worked_on(message).state == "undone"
    assert live() == 0


def test_a_waiting_import_is_cancelled_at_once_by_the_next_worker():
    message = received()
    actions.cancel(message=message, by=person("ben"), at=LATER)
    message = worked_on(message)
    assert (message.state, message.dedupe_key) == ("cancelled", None)
    assert not Span.objects.exists()


def test_a_cancelled_import_is_taken_back(monkeypatch):
    monkeypatch.setattr(reading, "RANGE", 12)
    message = received(log(cases=8))
    whole = recording._record_range

    def cancel_meanwhile(hold, events, place):
        if place == 2:
            actions.cancel(message=message, by="worker:test", at=LATER)
        whole(hold, events, place)

    monkeypatch.setattr(recording, "_record_range", cancel_meanwhile)
    message = worked_on(message)
    assert (message.state, message.leased_by) == ("undoing", "")
    assert live() == 12
    assert worked_on(message).state == "cancelled"
    assert live() == 0


def test_a_cancelled_draft_is_gone():
    actions.cancel(message=draft(), by=person("ben"), at=LATER)
    assert not Message.objects.exists()


def test_what_ended_cannot_be_cancelled():
    with pytest.raises(NotNow, match="You may undo it"):
        actions.cancel(message=imported(), by=person("ben"), at=LATER)


def test_what_was_set_aside_can_be_tried_again(monkeypatch):
    def fail(hold, step):
        raise FileError("no_rows")

    message = received()
    with monkeypatch.context() as patched:
        patched.setattr(reading, "read", fail)
        assert worked_on(message).state == "quarantined"
    actions.retry(message=message, by=person("ben"), at=LATER)
    assert worked_on(message).state == "processed"


def test_a_part_recorded_and_set_aside_can_be_undone(monkeypatch):
    monkeypatch.setattr(reading, "RANGE", 12)
    message = received(log(cases=8))
    whole = recording._record_range

    def fail(hold, events, place):
        if place == 2:
            raise FileError("no_rows")
        whole(hold, events, place)

    with monkeypatch.context() as patched:
        patched.setattr(recording, "_record_range", fail)
        assert worked_on(message).state == "quarantined"
    assert live() == 12
    assert undone(message).state == "undone"
    assert live() == 0


def test_nothing_is_taken_back_twice():
    message = imported()
    actions.undo(message=message, reason="wrong", by="worker:test", at=LATER)
    message.refresh_from_db()
    assert work.claim(Message, message.pk, at=LATER, seconds=60, states=["undoing"])
    hold = taking_back.Hold(message, at=LATER)
    taking_back._take_back_some(hold, 0)
    with pytest.raises(work.LeaseLost):
        taking_back._take_back_some(hold, 0)
    assert Progress.objects.get(message=message).undo_after > 0
