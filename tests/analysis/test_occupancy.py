import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import occupancy

MINUTES = 60


@pytest.fixture(scope="module")
def published(shared):
    return json.loads((shared / "refs/capacity.json").read_text())


def arrays(stays, unit=1):
    rows = np.array([[round(moment * unit) for moment in stay] for stay in stays], np.int64)
    return rows[:, 0], rows[:, 1]


def test_occupancy_three_ways(published):
    case = published["occupancy_three_ways"]
    start, end = arrays(case["stays_hours"], MINUTES)
    day, beds = case["window_hours"] * MINUTES, case["available_beds"]
    there, staffed = (
        occupancy.steps(start, end),
        occupancy.steps(np.zeros(beds, np.int64), np.full(beds, day + 1)),
    )
    expected = case["expected"]
    at_midnight = there.when(np.array([day - 1]))
    midnight = occupancy.midnight_percent(at_midnight, np.array([beds]))
    weighted = occupancy.weighted_percent(there.integral(0, day), beds * day)
    assert midnight == pytest.approx(expected["midnight_pct"], abs=1e-6)
    assert weighted == pytest.approx(expected["time_weighted_pct"], abs=1e-6)
    peak = occupancy.peak_percent(there, staffed, 0, day)
    assert peak == pytest.approx(expected["peak_pct"], abs=1e-6)


def test_a_month_of_a_hospital(published):
    month, one = published["hospital_month"], published["bed_turnover_published"]
    used, had, gone = (
        month[name] for name in ("occupied_bed_days", "available_bed_days", "discharges")
    )
    assert occupancy.weighted_percent(used, had) == pytest.approx(month["occupancy_pct"])
    assert occupancy.length_of_stay(used, gone) == month["alos_days"]
    assert occupancy.turnover(gone, month["beds"]) == month["bed_turnover_rate"]
    assert occupancy.turnover_interval(had, used, gone) == month["turnover_interval_days"]
    assert occupancy.turnover(one["discharges"], one["beds"]) == one["bed_turnover_rate"]


def test_littles_law_where_nothing_is_carried(published):
    case = published["little"]
    start, end = arrays(case["stays_hours"], MINUTES)
    found = occupancy.little(start, end, 0, case["window_hours"] * MINUTES)
    assert found.mean == pytest.approx(case["mean_census"], abs=1e-6)
    assert found.rate_times_stay == pytest.approx(case["mean_census"], abs=1e-6)
    assert found.arrivals / case["window_hours"] == pytest.approx(case["arrivals_per_hour"])
    assert found.stays / found.arrivals / MINUTES == pytest.approx(case["mean_stay_hours"])
    peak = occupancy.steps(start, end).peak(0, case["window_hours"] * MINUTES)
    assert peak == case["peak"]


def test_windows_of_the_definitions():
    start, end = arrays([(0, 4), (1, 3), (2, 6), (5, 9)])
    whole, part = (occupancy.little(start, end, *window) for window in ((0, 10), (1, 5)))
    assert (whole.there, whole.mean, whole.rate_times_stay) == (14, 1.4, 1.4)
    assert (part.there, part.mean, part.rate_times_stay) == (8, 2.0, 1.5)
    assert whole.exact
    assert part.exact
    assert not part.suspicious


def test_a_touching_hand_over_never_shows_two():
    found = occupancy.steps(*arrays([(0, 5), (5, 9), (5, 5)]))
    assert found.peak(0, 9) == 1
    assert found.when(np.array([-1, 0, 4, 5, 8, 9])).tolist() == [0, 1, 1, 1, 1, 0]


def test_what_does_not_add_up_is_suspicious():
    start = np.arange(0, 100_000, 10)
    whole = occupancy.little(start, start + 5, 0, 100_000)
    assert whole.exact
    assert not whole.suspicious
    # One who is still there from before, and was never let go.
    longer = np.append(start, -10), np.append(start + 5, 200_000)
    assert occupancy.little(*longer, 0, 100_000).suspicious


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 60)), max_size=30))
def test_the_integral_is_the_sum_of_clipped_stays(stays):
    start = np.array([begun for begun, _ in stays], np.int64)
    end = start + np.array([length for _, length in stays], np.int64)
    found = occupancy.little(start, end, -10, 30)
    assert found.there == occupancy.clipped(start, end, -10, 30)
    assert found.exact


def test_nothing_to_divide_by_is_no_figure():
    none = np.zeros(0, np.int64)
    assert occupancy.midnight_percent(none, none) is None
    assert occupancy.weighted_percent(5, 0) is None
    empty = occupancy.steps(none, none)
    assert empty.integral(0, 9) == empty.peak(0, 9) == 0
    assert occupancy.peak_percent(empty, empty, 0, 9) is None
    assert occupancy.length_of_stay(3.0, 0) is None
    assert occupancy.turnover(3, 0) is None
    assert occupancy.turnover_interval(9, 3, 0) is None
    assert not occupancy.little(none, none, 0, 9).suspicious


def test_a_level_is_one_less_during_each_stretch_and_two_where_they_overlap():
    found = occupancy.without(10, [(0, 5), (3, 8), (20, 2**62)], since=2)
    levels = found.when(np.array([1, 2, 3, 4, 5, 7, 8, 19, 20, 10**15]))
    assert levels.tolist() == [0, 9, 8, 8, 9, 9, 10, 10, 9, 9]
    assert occupancy.without(4, [], since=2).when(np.array([2, 99])).tolist() == [4, 4]
