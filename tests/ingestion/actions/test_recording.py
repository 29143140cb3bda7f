import pytest

from carepath.ingestion.actions import reading, recording
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Message, Progress
from carepath.journeys.models import Journey, Span
from carepath.work import actions as work
from tests.ingestion.worlds import LATER, imported, log, received

pytestmark = pytest.mark.django_db


def test_every_range_moves_the_cursor_and_the_counts(monkeypatch):
    monkeypatch.setattr(reading, "RANGE", 12)
    message = received(log(cases=8))
    assert work.claim(Message, message.pk, at=LATER, seconds=60, states=["received"])
    hold, seen = Hold(message, at=LATER), []
    reading.read(hold, lambda: None)
    recording.record(hold, lambda: seen.append(Progress.objects.get().spans))
    progress = Progress.objects.get()
    assert progress.cursor == progress.total == len(seen)
    assert seen == sorted(seen)
    assert seen[-1] == progress.spans == Span.objects.count() == 24
    assert recording.actor(hold) == f"import:{message.pk}"


def test_the_source_learns_whether_the_file_has_start_times():
    content = "case,activity,time,start\nc1,Scan,2026-02-01 10:00:00,2026-02-01 09:30:00\n"
    message = received(content, start="start")
    assert work.claim(Message, message.pk, at=LATER, seconds=60, states=["received"])
    hold = Hold(message, at=LATER)
    reading.read(hold, lambda: None)
    recording.record(hold, lambda: None)
    assert hold.message.source.intervals


def test_a_new_closing_rule_holds_for_every_journey_of_the_source():
    imported(log(cases=3))
    imported(log(cases=3), at=LATER, closing_rule="end_stages", end_stages=("Gone",))
    assert set(Journey.objects.values_list("closed_by", flat=True)) == {""}
    imported(log(cases=4), at=LATER, closing_rule="end_stages", end_stages=("Leave",))
    assert set(Journey.objects.values_list("closed_by", flat=True)) == {"end_stages"}
