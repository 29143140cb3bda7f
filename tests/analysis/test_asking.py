from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis import asking, milestones
from carepath.analysis.segments import Visit
from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN
from tests.analysis.worlds import build

UTC = ZoneInfo("UTC")  # 1970-01-01 was a Thursday: 3
NOW = 30 * DAY


def world(*journeys, units=None):
    spans = build([(visits, 0, OPEN) for visits in journeys])
    return spans if units is None else replace(spans, unit=np.array(units, np.int32))


def test_a_stage_is_asked_for_at_its_request():
    early = [Visit("CT", 9 * HOUR, 10 * HOUR, requested=7 * HOUR)]
    late = [Visit("CT", OPEN, OPEN, requested=DAY + 8 * HOUR)]
    unasked = [Visit("CT", 8 * HOUR, 9 * HOUR)]
    found = asking.of_stage(world(early, late, unasked), "CT", NOW)
    assert found.within(UTC, hours=(7, 8)).tolist() == [0]
    assert found.within(UTC, days=(4,)).tolist() == [1]
    assert found.within(UTC, days=(3, 4), hours=(8, 9)).tolist() == [1]
    assert found.within(UTC).tolist() == [0, 1]


def test_where_no_request_is_recorded_its_start_counts():
    spans = world([Visit("CT", 8 * HOUR, 9 * HOUR)], [Visit("Bed", 8 * HOUR, 9 * HOUR)])
    assert asking.of_stage(spans, "CT", NOW).within(UTC, hours=(8, 9)).tolist() == [0]
    assert asking.of_stage(spans, "", NOW).within(UTC, hours=(8, 9)).tolist() == [0, 1]
    assert asking.of_stage(spans, "CT", 7 * HOUR).within(UTC).tolist() == []


def test_hours_may_go_past_midnight():
    visits = [[Visit("A", at * HOUR, at * HOUR)] for at in (20, 21, 23, 30, 31)]
    found = asking.of_stage(world(*visits), "A", NOW)
    assert found.within(UTC, hours=(21, 7)).tolist() == [1, 2, 3]
    assert found.within(UTC, hours=(0, 24)).tolist() == [0, 1, 2, 3, 4]


def test_one_time_must_fit_all_conditions():
    twice = [Visit("A", 8 * HOUR, 8 * HOUR), Visit("A", 20 * HOUR, 20 * HOUR)]
    found = asking.of_stage(world(twice, units=[1, 2]), "A", NOW)
    assert found.within(UTC, units={1}, hours=(8, 9)).tolist() == [0]
    assert found.within(UTC, units={2}, hours=(8, 9)).tolist() == []


def test_a_visit_that_waits_is_in_its_unit_already():
    spans = world([Visit("A", OPEN, OPEN, requested=HOUR)], [Visit("B", 0, HOUR)], units=[5, 5])
    assert asking.visits(spans, "A", NOW).within(UTC, units={5}).tolist() == [0]
    assert asking.visits(spans, "", NOW).within(UTC, units={5}).tolist() == [0, 1]
    assert asking.visits(spans, "A", 0).within(UTC, units={5}).tolist() == []


def test_a_hand_over_begins_when_its_first_stage_ends_and_comes_to_the_unit_of_the_second():
    quick = [Visit("A", 0, 8 * HOUR), Visit("B", 9 * HOUR, 10 * HOUR)]
    slow = [Visit("A", 0, 8 * HOUR), Visit("B", 12 * HOUR, 13 * HOUR)]
    spans = world(quick, slow, units=[1, 2, 1, 3])
    found = asking.of_edge(spans, "A", "B", NOW)
    assert found.within(UTC, hours=(8, 9)).tolist() == [0, 1]
    assert found.within(UTC, units={2}).tolist() == [0]
    assert asking.of_edge(spans, "A", "B", NOW, 2 * HOUR).within(UTC).tolist() == [1]
    assert asking.of_edge(spans, "A", "nowhere", NOW).within(UTC).tolist() == []


def test_milestones_are_asked_for_at_the_first():
    spans = world(
        [Visit("A", 8 * HOUR, 8 * HOUR), Visit("B", 9 * HOUR, 9 * HOUR)],
        [Visit("A", 8 * HOUR, 8 * HOUR)],
        units=[1, 2, 1],
    )
    pair = milestones.between(spans, "A", "B", NOW, 30 * MINUTE)
    found = asking.of_milestone(spans, pair, late=True)
    assert found.within(UTC, units={2}, hours=(8, 9)).tolist() == [0]
    strict = milestones.between(spans, "A", "B", NOW, 2 * HOUR)
    assert asking.of_milestone(spans, strict, late=True).within(UTC).tolist() == []
    assert asking.of_milestone(spans, strict, late=False).within(UTC).tolist() == [0]


def test_days_without_an_hour_are_in_no_hours():
    spans = world([Visit("A", 8 * HOUR, 8 * HOUR)])
    spans = replace(spans, precision=np.array([asking.DAY_PRECISION], np.uint8))
    found = asking.of_stage(spans, "A", NOW)
    assert found.within(UTC, hours=(0, 24)).tolist() == []
    assert found.within(UTC, days=(3,)).tolist() == [0]
