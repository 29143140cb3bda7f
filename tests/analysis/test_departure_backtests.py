"""Windows of who leaves: against counts by hand, a plain oracle, and laws that are true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import departure_backtests
from carepath.analysis.bed_demand import Demand, of_newcomers
from carepath.analysis.departures_ahead import Departures
from carepath.analysis.unit_demand import Stays
from carepath.frames.moments import DAY, HOUR, OPEN

NOW = 400 * DAY
ORIGIN = NOW - 2 * DAY


def stays(ended):
    ended = np.array(ended, np.int64)
    return Stays(np.arange(len(ended)), np.minimum(ended, NOW) - 5 * DAY, ended)


def sure(*counts, width=12):
    """Windows of one width that are sure of these numbers."""
    pmf = np.zeros((len(counts), max(counts) + 2))
    pmf[np.arange(len(counts)), counts] = 1
    begins = np.arange(len(counts)) * width
    return Departures(begins, begins + width, Demand(pmf))


def judged(found, ended, since=0, now=NOW, hours=24):
    return departure_backtests.judged(
        found, stays(ended), since=since, now=now, hours=hours, seed=3
    )


def test_two_windows_by_hand():
    first = [ORIGIN + 1, ORIGIN + 12 * HOUR]  # at the end of a window counts, at its begin not
    second = [ORIGIN + 12 * HOUR + 1]
    weeks = [ORIGIN - 7 * DAY + HOUR] * 3 + [ORIGIN - 28 * DAY + 13 * HOUR]
    far = [ORIGIN - 35 * DAY + HOUR, ORIGIN, OPEN]
    (found,) = judged({ORIGIN: sure(2, 3)}, [*first, *second, *weeks, *far])
    assert (found.width, found.origins, found.n, found.left) == (12, 1, 2, 1.5)
    assert (found.error, found.bias) == (1.0, 1.0)  # 2 of 2, 3 of 1
    assert found.rule_error == pytest.approx((abs(2 - 3 / 4) + abs(1 - 1 / 4)) / 2)
    assert found.rule_bias == pytest.approx((3 / 4 - 2 + 1 / 4 - 1) / 2)
    assert (found.width_80, found.skill, found.short) == (0, False, True)


def test_what_is_not_over_or_has_no_week_before_is_left_out():
    law = sure(1, 1, 1, 1, width=8)  # the last one ends after 32 hours
    assert judged({ORIGIN: law}, [ORIGIN])[0].n == 3
    assert judged({ORIGIN: law}, [ORIGIN], now=ORIGIN + 16 * HOUR)[0].n == 2
    assert judged({ORIGIN: law}, [ORIGIN], since=ORIGIN - 7 * DAY + 1)[0].n == 2
    assert judged({ORIGIN: law}, [ORIGIN], since=ORIGIN) == ()
    assert judged({}, [ORIGIN]) == ()


@given(st.lists(st.integers(0, 35 * 24), max_size=60), st.integers(0, 30), st.integers(1, 12))
def test_the_rule_is_the_mean_of_the_weeks_that_are_known(hours, first, width):
    ended = sorted(ORIGIN - hour * HOUR for hour in hours)
    since = ORIGIN - first * DAY
    (found,) = departure_backtests.usual(
        np.array(ended, np.int64), np.array([ORIGIN]), np.array([ORIGIN + width * HOUR]), since
    )
    weeks = [
        sum(low < end <= low + width * HOUR for end in ended)
        for low in (ORIGIN - week * 7 * DAY for week in (1, 2, 3, 4))
        if low >= since
    ]
    if weeks:
        assert found == pytest.approx(sum(weeks) / len(weeks))
    else:
        assert np.isnan(found)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1_000))
def test_a_law_that_is_true_is_calibrated_and_beats_the_rule(seed):
    chance, found, ended = np.random.default_rng(seed), {}, []
    rates = chance.uniform(1, 9, (160, 6))
    for day, each in enumerate(rates):
        origin = NOW - (161 - day) * DAY
        for window, rate in enumerate(each):
            low = origin + window * 4 * HOUR
            ended += (low + chance.integers(1, 4 * HOUR, chance.poisson(rate))).tolist()
        begins = np.arange(6) * 4
        found[origin] = Departures(begins, begins + 4, of_newcomers(each))
    (four,) = judged(found, ended)
    assert (four.n, four.origins, four.short) == (960, 160, False)
    assert abs(four.coverage_80 - 0.8) < 0.06 and abs(four.coverage_95 - 0.95) < 0.04
    assert abs(four.bias) < 0.35 and four.skill and four.calibrated
