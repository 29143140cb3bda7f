"""Arrivals of a site and its departments, counted by hand."""

import numpy as np

from carepath.analysis import arrival_series
from carepath.frames.moments import DAY, HOUR, UNKNOWN
from carepath.frames.spans import Spans, empty

NOW = 1_772_442_000_000_000


def spans(*journeys):
    """Journeys as (opened, precision, units of its steps); -1 = a step that names none."""
    units = [unit for _opened, _precision, steps in journeys for unit in steps]
    n = len(units)
    lengths = [len(steps) for _opened, _precision, steps in journeys]
    return Spans(
        stage=np.zeros(n, np.uint16), kind=np.zeros(n, np.uint8), parent=np.full(n, -1, np.int32),
        unit=np.array(units, np.int32), requested=np.full(n, UNKNOWN), start=np.full(n, NOW),
        end=np.full(n, NOW),
        precision=np.repeat([one[1] for one in journeys], lengths).astype(np.uint8),
        offsets=np.concatenate(([0], np.cumsum(lengths))), journey_id=np.arange(len(journeys)),
        source=np.zeros(len(journeys), np.int32), opened=np.array([one[0] for one in journeys]),
        closed=np.full(len(journeys), NOW),
    )  # fmt: skip


def test_the_department_is_the_first_unit_that_is_named():
    found = arrival_series.openings(
        spans(
            (NOW - HOUR, 1, [-1, 7, 8]),
            (NOW - 2 * HOUR, 1, [-1]),
            (NOW - HOUR, 3, [7]),
            (UNKNOWN, 1, [7]),
            (NOW - 5 * HOUR, 0, [8]),
        )  # fmt: skip
    )
    assert found.unit.tolist() == [7, -1, 8]
    assert found.of(8).at.tolist() == [NOW - 5 * HOUR]
    assert len(found.of(None).at) == 3 and len(found.until(NOW - 2 * HOUR).at) == 1
    assert not len(arrival_series.openings(empty()).at)


def test_each_says_which_journey_it_is():
    found = arrival_series.openings(
        spans((NOW - HOUR, 1, [7]), (NOW, 3, [7]), (NOW - 2 * HOUR, 1, [8]), (NOW, 1, [8]))
    )
    assert found.journey.tolist() == [0, 2, 3]
    assert found.of(8).since(NOW).journey.tolist() == [3]


def test_hours_are_counted_back_from_now_and_busy_departments_have_a_series():
    often = [(NOW - day * DAY - 1, 1, [7]) for day in range(28) for _ in range(5)]
    seldom = [(NOW - day * DAY - 1, 1, [8]) for day in range(28)]
    found = arrival_series.openings(spans(*often, *seldom))
    assert arrival_series.busy(found, NOW) == [7]
    counts = arrival_series.hourly(found.of(7), NOW - 49 * HOUR - 5, NOW)
    assert len(counts) == 49 and counts.sum() == 15
    assert np.flatnonzero(counts).tolist() == [0, 24, 48] and counts[-1] == 5
    assert not len(arrival_series.hourly(found, NOW + HOUR, NOW))
