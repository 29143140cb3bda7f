from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.frames.rejects import FileError
from carepath.ingestion import actions
from carepath.ingestion.actions import reading, recording, staging
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Message, Progress
from carepath.journeys.models import Journey, Span
from carepath.work import actions as work
from carepath.work.models import Waiting
from tests.ingestion.worlds import LATER, draft, imported, log, received, worked_on

pytestmark = pytest.mark.django_db


def test_a_file_becomes_journeys_and_says_how_many():
    message = imported(log(cases=5))
    progress = message.progress
    assert (message.state, progress.phase) == ("processed", "done")
    assert (progress.rows_read, progress.rows_accepted, progress.rows_rejected) == (15, 15, 0)
    assert (progress.journeys, progress.spans, progress.duplicates) == (5, 15, 0)
    assert Journey.objects.filter(source=message.source).count() == 5
    assert set(Span.objects.values_list("message", flat=True)) == {message.pk}
    assert not staging.path_of(message).exists()
    assert message.lease_until is None


def test_the_report_says_how_journeys_closed_and_how_long_they_last():
    report = imported(log(cases=25)).progress.report
    assert report["closed_by"] == {"last_event": 25}
    assert report["open"] == 0
    assert report["durations"] == {"n": 25, "median_s": 1200, "mean_s": 1200, "p95_s": 1200}


def test_an_extended_export_adds_only_what_is_new():
    imported(log(cases=3))
    message = imported(log(cases=4, steps=("Arrive", "Triage", "Leave", "Return")))
    progress = message.progress
    assert (progress.rows_read, progress.duplicates, progress.spans) == (16, 9, 7)
    assert progress.rows_accepted == 7
    assert progress.journeys == 1
    assert Span.objects.count() == 16


def test_bad_rows_are_kept_with_their_reason_and_the_good_ones_go_on():
    content = log(cases=10) + ",Arrive,2026-02-01 09:00:00\nc5,Arrive,yesterday\n"
    message = imported(content)
    assert message.state == "processed"
    assert message.progress.rows_rejected == 2
    rejects = list(message.rejects.values_list("row", "reason", "raw"))
    assert rejects == [
        (31, "missing_case", '["", "Arrive", "2026-02-01 09:00:00"]'),
        (32, "bad_time", '["c5", "Arrive", "yesterday"]'),
    ]


def test_too_many_bad_rows_stop_the_file_with_a_sentence():
    message = imported(log(cases=2) + "c1,Arrive,yesterday\n" * 10)
    assert (message.state, message.reason_code) == ("quarantined", "too_many_bad")
    assert "10 of 16 rows" in message.reason_text
    assert message.rejects.count() == message.progress.rows_rejected == 10
    assert message.progress.rows_read == 16
    assert not Span.objects.exists()


def test_a_claimed_message_is_left_alone(monkeypatch):
    message = received()
    Message.objects.filter(pk=message.pk).update(
        lease_until=LATER + timedelta(seconds=30), leased_by="elsewhere:1:1"
    )
    assert not actions.process(message=message.pk, by="worker:test", at=LATER)
    assert worked_on(message, at=LATER + timedelta(minutes=2)).state == "processed"


def test_imports_of_one_source_are_worked_on_in_order():
    first, second = received(), received(log(cases=4))
    assert not actions.process(message=second.pk, by="worker:test", at=LATER)
    assert actions.process_waiting(by="worker:test", at=LATER) == 1
    assert worked_on(second).state == "processed"
    assert Message.objects.get(pk=first.pk).state == "processed"


def test_the_sweep_works_on_one_import_after_the_other():
    received(source="one")
    received(source="two")
    assert [actions.process_waiting(by="worker:test", at=LATER) for _ in range(3)] == [1, 1, 0]
    assert set(Message.objects.values_list("state", flat=True)) == {"processed"}


def test_what_fails_is_tried_later_and_then_set_aside(monkeypatch):
    def fail(hold, step):
        raise ZeroDivisionError("patient Nora")

    message = received()
    monkeypatch.setattr(reading, "read", fail)
    at = LATER
    for attempt in range(1, 6):
        message = worked_on(message, at=at)
        assert message.attempts in (attempt, 0)
        at = (message.not_before or at) + timedelta(seconds=1)
    assert (message.state, message.reason_code) == ("quarantined", "failed")
    assert "ZeroDivisionError" in message.reason_text
    assert "Nora" not in message.reason_text


def test_a_failing_import_does_not_stop_another(monkeypatch):
    bad, good = received(source="bad"), received(source="good")
    read = reading.read

    def fail(hold, step):
        if hold.message.pk == bad.pk:
            raise FileError("no_rows")
        read(hold, step)

    monkeypatch.setattr(reading, "read", fail)
    for _ in range(2):
        actions.process_waiting(by="worker:test", at=LATER)
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {bad.pk: "quarantined", good.pk: "processed"}


class Killed(BaseException):
    """As kill -9: nothing of the process runs after it."""


def killed_at(monkeypatch, module, name, times=1):
    """Let a function die before its n-th call, once."""
    whole, calls = getattr(module, name), []

    def die(*args, **kwargs):
        calls.append(1)
        if len(calls) == times:
            raise Killed
        return whole(*args, **kwargs)

    monkeypatch.setattr(module, name, die)


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_killed_recording_goes_on_where_it_stopped(monkeypatch, times):
    monkeypatch.setattr(reading, "RANGE", 12)
    message = received(log(cases=8))
    killed_at(monkeypatch, recording, "_record_range", times=times)
    with pytest.raises(Killed):
        worked_on(message)
    assert Progress.objects.get(message=message).cursor == times - 1
    message = worked_on(message, at=LATER + timedelta(minutes=5))
    assert message.state == "processed"
    assert (message.progress.journeys, message.progress.spans) == (8, 24)
    assert message.progress.duplicates == 0


def test_a_lost_staging_file_is_made_anew(monkeypatch):
    monkeypatch.setattr(reading, "RANGE", 12)
    message = received(log(cases=8))
    killed_at(monkeypatch, recording, "_record_range", times=3)
    with pytest.raises(Killed):
        worked_on(message)
    staging.remove(message)
    message = worked_on(message, at=LATER + timedelta(minutes=5))
    assert (message.state, message.progress.spans, message.progress.duplicates) == (
        "processed",
        24,
        0,
    )


def test_a_file_that_always_kills_its_reader_is_set_aside(monkeypatch):
    message = received()

    def die(hold, step):
        raise Killed

    monkeypatch.setattr(reading, "read", die)
    at = LATER
    for _ in range(5):
        with pytest.raises(Killed):
            worked_on(message, at=at)
        at += timedelta(minutes=5)
    actions.process_waiting(by="worker:test", at=at)
    message.refresh_from_db()
    assert (message.state, message.reason_code) == ("quarantined", "poison")
    assert Entry.objects.filter(verb="import.quarantined").exists()


def test_a_process_killed_in_other_places_each_time_is_no_poison(monkeypatch):
    message = received()
    at = LATER
    for attempt in range(12):

        def die(hold, step, place=attempt):
            Progress.objects.filter(message=message).update(place=f"reading:{place}")
            raise Killed

        monkeypatch.setattr(reading, "read", die)
        with pytest.raises(Killed):
            worked_on(message, at=at)
        at += timedelta(minutes=5)
    monkeypatch.undo()
    assert worked_on(message, at=at).state == "processed"


def test_who_lost_the_lease_writes_nothing_more(monkeypatch):
    monkeypatch.setattr(reading, "RANGE", 12)
    message = received(log(cases=8))
    whole = recording._record_range

    def lose(hold, events, place):
        if place == 2:
            Message.objects.filter(pk=message.pk).update(leased_by="elsewhere:1:1")
        whole(hold, events, place)

    monkeypatch.setattr(recording, "_record_range", lose)
    message = worked_on(message)
    assert (message.state, message.leased_by) == ("received", "elsewhere:1:1")
    assert message.progress.cursor == 2
    assert Span.objects.count() == 12


def test_a_range_is_never_recorded_twice():
    message = received()
    assert work.claim(Message, message.pk, at=LATER, seconds=60, states=["received"])
    hold = Hold(message, at=LATER)
    reading.read(hold, lambda: None)
    recording.record(hold, lambda: None)
    with staging.Staged(message) as staged, pytest.raises(work.LeaseLost):
        recording._record_range(hold, staged[0], 0)
    assert Progress.objects.get(message=message).duplicates == 0


def test_drafts_are_not_worked_on():
    message = draft()
    assert not actions.process(message=message.pk, by="worker:test", at=LATER)
    assert issubclass(Message, Waiting)
