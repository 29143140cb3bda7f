"""The waterfall: a line per span in its place, nested, with its wait, folded where it is quiet."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.journeys import queries
from carepath.journeys.models import Journey, Stage
from tests.factories import AT
from tests.journeys.frames import event
from tests.journeys.worlds import a_stay, declared, points, record, ward

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)
ZONE = ZoneInfo("Europe/Amsterdam")


def drawn(now=LATER, **how):
    journey = Journey.objects.select_related("source", "site").get()
    return queries.drawn(queries.trace(journey, now=now), now=now, zone=ZONE, **how)


def test_lines_stand_in_order_with_children_below_their_parent():
    ward(1)
    found = drawn()
    lines = [(line.span.stage.name, line.depth) for line in found.lines]
    assert lines == [("Triage", 0), ("Doctor", 0), ("Scan", 1), ("Bed", 0)]
    assert [line.us // MINUTE for line in found.lines] == [10, 60, 20, 450]
    assert found.breaks == []


def test_a_wait_is_drawn_before_its_service_and_a_gap_before_its_stage():
    ward(1)
    found = drawn(straight=True)
    doctor, bed = found.lines[1], found.lines[3]
    assert doctor.waited == 50 * MINUTE
    assert [bar.kind for bar in doctor.bars] == ["wait", "care"]
    assert doctor.bars[0].x == pytest.approx(100 * 10 / 600, abs=0.01)
    assert doctor.bars[0].width == pytest.approx(100 * 50 / 600, abs=0.01)
    assert [bar.kind for bar in bed.bars] == ["gap", "care"]
    assert bed.gap == 30 * MINUTE
    assert found.kinds == {"wait", "care", "gap"}


def test_a_gap_before_a_request_is_drawn_before_its_wait():
    source = declared()
    record(source, event("A", "Triage", 0, 10), event("A", "Round", 60, 70, 40))
    line = drawn(straight=True).lines[1]
    assert [bar.kind for bar in line.bars] == ["gap", "wait", "care"]
    assert (line.gap, line.waited) == (30 * MINUTE, 20 * MINUTE)


def test_completions_are_ticks_with_the_time_between_them():
    points(1)
    found = drawn(straight=True)
    assert all(line.tick is not None and line.us is None for line in found.lines)
    assert [bar.kind for line in found.lines for bar in line.bars] == ["between", "between", "away"]
    assert found.lines[0].opens and found.points


def test_an_open_span_runs_to_now_and_an_asked_one_waits():
    source = declared(closing_rule="end_stages", end_stages=("Bed",))
    record(source, event("A", "Triage", 0, 10), event("A", "Doctor", 20))
    record(source, event("A", "Scan", None, None, 30))
    found = drawn(now=AT + timedelta(minutes=60))
    doctor, scan = found.lines[1], found.lines[2]
    assert doctor.running and doctor.us == 40 * MINUTE
    assert doctor.bars[-1].x + doctor.bars[-1].width == pytest.approx(100)
    assert scan.waiting and scan.us is None
    assert scan.waited == 30 * MINUTE


def test_quiet_days_fold_and_say_where_the_patient_was():
    points(1)
    found = drawn()
    assert [(piece.us > 10 * DAY, piece.where) for piece in found.breaks] == [(True, "away")]
    assert [piece.where for piece in found.meanwhile] == ["away"]
    assert found.lines[2].tick > 20
    assert len(found.busy) == 1 and found.busy[0].start == 0


def test_a_stay_around_the_quiet_names_it():
    source = declared()
    record(source, *a_stay(), event("A", "Ward", 600, 20_000))
    assert drawn().breaks[-1].where == "Ward"


def test_a_window_keeps_what_lies_in_it():
    points(1)
    found = drawn(window=(0, 3 * HOUR))
    assert [line.span.stage.name for line in found.lines] == ["Triage", "Antibiotics"]
    assert (found.zoomed, found.hidden) == (True, 2)
    assert drawn(window=(5, 5)).zoomed is False


def test_the_usual_place_stands_at_the_first_visit_of_a_stage():
    source = ward(1)
    record(source, event("J0", "Triage", 300, 310))
    triage = Stage.objects.get(name="Triage").pk
    found = drawn(straight=True, usual={triage: 60 * MINUTE})
    marks = [line.usual for line in found.lines if line.span.stage_id == triage]
    assert marks == [pytest.approx(10), None]


def test_spans_that_name_each_other_as_parents_are_shown():
    source = declared()
    record(
        source,
        event("A", "One", 0, 10, ref="one", parent="two"),
        event("A", "Two", 0, 10, ref="two", parent="one"),
    )
    assert len(drawn().lines) == 2


def test_five_thousand_spans_are_laid_out_at_once():
    source = declared()
    record(source, *[event("A", f"S{i % 40}", i, i + 1) for i in range(5_000)])
    assert len(drawn().lines) == 5_000
