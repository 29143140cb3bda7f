import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow import outcomes

NAN = np.nan


def record():
    """Two beds in one unit; three who come; one who waits to the end."""
    visits = flow.Visits(
        np.array([1, 2, 3, 4]),
        np.array([0.0, 10.0, 20.0, 30.0]),
        np.array([2.0, 12.0, 22.0, 31.0]),
        np.array([3.0, 17.0, NAN, 31.0]),
        np.array([True, True, True, False]),
    )
    stays = flow.Stays(
        np.array([1, 2, 3, 9]),
        np.array([0, 0, 0, 0]),
        np.array([2.0, 12.0, 160.0, 1.0]),
        np.array([3.0, 17.0, NAN, 2.0]),
        np.array([27.0, NAN, NAN, 12.0]),
        np.array([1, 2, -1, 2]),
    )
    return flow.History(0.0, 168.0, ("A",), flow.every_hour([2]), visits, stays)


def test_outcomes_by_hand():
    found = outcomes.of(record())
    assert found["bed_wait_mean"] == pytest.approx((1 + 5 + 8) / 3)
    assert found["bed_wait_over_4h"] == pytest.approx(2 / 3)
    assert found["boarding_hours_a_day"] == pytest.approx(14 / 7)
    assert found["occupancy_mean:A"] == pytest.approx((24 + 151 + 10) / 336)
    assert found["full_hours:A"] == pytest.approx((9 + 10) / 168)
    assert found["department_stay_mean"] == pytest.approx((3 + 7 + 148 + 1) / 4)
    assert found["arrivals_a_day"] == pytest.approx(4 / 7)


def test_a_part_of_a_record():
    found = outcomes.of(record(), 10.0, 34.0)
    assert found["bed_wait_mean"] == 5.0
    assert found["boarding_hours_a_day"] == pytest.approx(5)
    assert found["occupancy_mean:A"] == pytest.approx((17 + 17 + 2) / 48)


def test_pairs_are_compared_within_each_pair():
    before = [{"a": float(value)} for value in range(9)]
    after = [{"a": value - 2.0} for value in range(9)]
    (found,) = flow.compare(before, after)
    assert found.difference == flow.Spread(-2, -2, -2, -2, -2)
    assert (found.before.mean, found.before.low80, found.before.high80) == (4, 0, 8)
    assert found.lower == 1.0
    with pytest.raises(ValueError, match="As many runs"):
        flow.compare(before, after[1:])


def test_intervals_hold_what_is_to_come_as_often_as_they_say():
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(2000):
        found = outcomes.spread(rng.normal(size=40))
        inside.append(found.low80 <= rng.normal() <= found.high80)
    assert np.mean(inside) == pytest.approx(0.8, abs=0.03)
