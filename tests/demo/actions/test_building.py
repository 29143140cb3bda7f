from datetime import date
from time import process_time

import pytest

from carepath.audit.models import Entry
from carepath.demo import actions
from carepath.demo.actions import building, drawn, engine, line
from carepath.demo.actions.changing import Overtaken
from carepath.demo.models import Applied
from carepath.frames.moments import from_us, to_us
from carepath.ingestion.models import Message
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey, Span, SpanVersion
from carepath.places import queries as places
from carepath.places.models import Holiday, OpenBeds
from carepath.scenarios.queries import reading as scenarios
from carepath.simulator import parameters
from carepath.simulator.stages import INPATIENT
from tests.demo.actions.test_living import accepted
from tests.demo.worlds import NIGHT, begun, built, drained, gone, later, lived, state, step
from tests.factories import first

pytestmark = pytest.mark.django_db
JUMP_CPU_S = 8.0
"""So much processor time may a jump of 14 days take; 3.4 s were measured on a machine at rest, and
a portal has 10 s for it on a clock on the wall."""


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(drawn, "RANGE", 100)


def test_building_goes_range_by_range_and_ends_alive(small):
    begun()
    row = step()
    assert (row.phase, row.cursor, row.done) == ("building", 0, building.INVENTING)
    assert row.total > 2
    before = row.done
    row = step()
    assert row.cursor == 1
    assert row.done > before
    row = lived()
    assert (row.phase, row.target_at, row.total, row.cursor) == ("live", None, 0, 0)
    assert row.emitted_until == to_us(NIGHT) == to_us(row.state_at)
    assert Journey.objects.filter(source=row.source).count() > 200
    assert Entry.objects.filter(verb="demo.built").count() == 1
    assert not Message.objects.exists()


def test_the_holidays_it_keeps_are_those_on_which_people_come_otherwise():
    kept = parameters.load().arrivals.holidays
    found = building.holidays(2026, kept)
    assert {f"{day:%m-%d}" for day in found} == set(kept) == set(building.HOLIDAYS)
    assert len(found) == 3 * len(kept) and min(found) == date(2026, 1, 1)
    assert all(factor != 1 for factor in kept.values())
    begun()
    step()
    row = Holiday.objects.filter(name="Christmas Day").earliest("day")
    assert (row.day.month, row.day.day, row.site.synthetic) == (12, 25, True)


def test_what_is_built_is_in_the_store_and_on_pages_at_once():
    built()
    spans = journeys.spans(by=first(), source="Invented hospital")
    assert spans.n_journeys == Journey.objects.count()
    assert spans.intervals
    assert (spans.closed < 2**62).sum() == Journey.objects.filter(closed_at__isnull=False).count()


def test_a_driver_that_died_goes_on_at_the_cursor(small):
    begun()
    step()
    step()
    drawn.forget()  # as a new process begins
    engine.forget()
    row = step()
    assert row.cursor == 2
    lived()
    whole = state()
    gone()
    built()
    assert state() == whole


def test_a_lost_file_is_drawn_again_with_the_same_ranges(small):
    begun()
    step()
    step()
    drawn.remove_all()
    assert step().cursor == 2


def test_two_drivers_never_record_a_range_twice(small):
    begun()
    row = step()
    how = {"door": lambda source, raws: 0, "by": "worker:demo", "at": NIGHT}
    building.build(row, **how)
    with pytest.raises(Overtaken):
        building.build(row, **how)
    row.refresh_from_db()
    assert row.cursor == 1


def test_a_hospital_begins_with_the_beds_and_staff_of_its_parameters():
    row = built()
    beds = OpenBeds.objects.get(unit__code="MEA", unit__site=row.site)
    known = parameters.load()
    assert (beds.open_beds, beds.physical) == (known.units.MEA.open, known.units.MEA.physical)
    assert row.site.staff.count() == 3 * len(known.staff)
    units = list(row.site.units.filter(code__in=INPATIENT).order_by("code"))
    alike = [[units[place].code for place in group] for group in scenarios.groups(units)]
    assert alike == [["ELD", "MEA", "MEB"], ["ORT", "SUR"]]  # for what-if
    (calendar,) = places.calendars(site=row.site)
    assert [(one.name, one.begins // 60, one.night) for one in calendar.hours] == [
        ("early", 7, False), ("late", 15, False), ("night", 23, True),
    ]  # fmt: skip
    assert calendar.since == from_us(row.starts).astimezone(known.zone).date()


def test_a_jump_is_lived_through_with_what_was_asked_before_it(small):
    built()
    actions.happen(what="casualties", by="test", at=NIGHT)
    actions.jump(to="hours", by="test", at=NIGHT)
    row = lived()
    assert row.emitted_until == to_us(later(hours=8))
    assert Applied.objects.get().position == 1
    assert row.state_position == 1
    assert Journey.objects.filter(case_ref__startswith="M").count() == 20
    assert Entry.objects.filter(verb="demo.arrived").count() == 1


@pytest.mark.slow
def test_a_jump_of_a_fortnight_stays_within_its_processor_time():
    built()
    under_way = Span.objects.filter(ended_at=None).count()
    actions.jump(to="fortnight", by="test", at=NIGHT)
    before, began = Journey.objects.count(), process_time()
    row = lived()
    assert process_time() - began < JUMP_CPU_S
    assert row.emitted_until == to_us(later(days=14))
    assert Journey.objects.count() - before > 3_500
    assert 0 < SpanVersion.objects.count() <= under_way  # what began and ended on the way has one


@pytest.mark.slow
def test_the_same_hours_lived_or_jumped_leave_the_same_patients():
    built()
    actions.jump(to="hours", by="test", at=NIGHT)
    lived()
    jumped = state()
    gone()
    row = built()
    for minute in range(60, 481, 60):
        step(later(minutes=minute))
    drained(later(minutes=480))
    assert state() == jumped
    assert row.source.name == "Invented hospital"


def test_messages_held_back_go_before_a_jump(monkeypatch):
    monkeypatch.setattr(line, "AT_ONCE", 1)
    row = built()
    for case in ("A", "B"):
        row.held.create(raw=_raw(case))
    actions.jump(to="hours", by="test", at=NIGHT)
    step()
    assert row.held.count() == 1
    lived()
    assert row.held.count() == 0
    assert Journey.objects.filter(case_ref__in=["A", "B"]).count() == 2


def _raw(case):
    from carepath.formats import events
    from tests.journeys.frames import event, frame

    return events.write(frame(event(case, "Triage", 0, 5)))


def test_what_was_accepted_is_done_before_a_jump_and_counts_on_the_way(small):
    row = built()
    advice, was = accepted(row, "MEA", 2), row.site.units.get(code="MEA").beds.open_beds
    actions.jump(to="hours", by="test", at=NIGHT)
    lived()
    (done,) = Applied.objects.filter(kind="beds")
    assert (done.name, done.value, done.at) == ("MEA", was + 2, NIGHT)
    advice.refresh_from_db()
    row.refresh_from_db()
    assert row.site.units.get(code="MEA").beds.open_beds == was + 2
    assert advice.done_at is not None
