"""Proof of forecasts of beds: against counts by hand, and with a future that is changed."""

from random import Random

import numpy as np
import pytest

from carepath.analysis import bed_demand, demand_backtests, unit_demand
from carepath.analysis.backtests import BacktestError
from carepath.analysis.bed_demand import Demand
from carepath.analysis.demand_backtests import Said
from carepath.analysis.forecast_laws import Counts
from carepath.analysis.unit_demand import Stays
from carepath.frames.moments import DAY, HOUR, OPEN
from tests.analysis.test_unit_demand import LONDON, NOW, stays, ward

SINCE = NOW - 8 * 7 * DAY
ORIGINS = [NOW - day * DAY for day in range(9, 0, -1)]


def certain(beds, hours=24):
    """A law that is sure of a number of beds, and tells of nobody who leaves."""
    pmf = np.zeros((hours, beds + 2))
    pmf[:, beds] = 1
    return Said(Demand(pmf), None)


def proved(one, told=None, origins=ORIGINS):
    first = NOW - (NOW - SINCE) // HOUR * HOUR
    laws = demand_backtests.laws(one, origins, told or {}, LONDON, 24, SINCE)
    census = unit_demand.census(one, first, (NOW - first) // HOUR)
    law = demand_backtests.census_law(laws, first)
    return demand_backtests.judged(law, census, first, sorted(laws), LONDON, 24, 7), laws


def test_a_law_of_demand_is_scored_like_any_other():
    law = demand_backtests.LawOfDemand(bed_demand.of_newcomers(np.array([4.0, 6.0])))
    twin = Counts(np.array([4.0, 6.0]), 0.0)
    np.testing.assert_allclose(law.mean, twin.mean, atol=1e-9)
    np.testing.assert_array_equal(law.point, twin.point)
    np.testing.assert_array_equal(law.quantiles((0.1, 0.9)), twin.quantiles((0.1, 0.9)))
    np.testing.assert_allclose(law.cdf(np.array([3.0, 6.0])), twin.cdf(np.array([3.0, 6.0])))


def test_the_future_is_changed_and_what_would_have_been_said_is_not():
    one = ward()
    late = one.began > ORIGINS[-1]
    chance = Random(2)
    changed = Stays(
        one.visit[~late], one.began[~late],
        np.array([end if end <= ORIGINS[-1] else end + chance.randint(1, 90) * HOUR if end < OPEN
                  else OPEN for end in one.ended[~late].tolist()]),
    )  # fmt: skip
    for first, second in zip(proved(one)[1].values(), proved(changed)[1].values(), strict=True):
        np.testing.assert_array_equal(first.demand.pmf, second.demand.pmf)
        np.testing.assert_array_equal(first.leaving.law.pmf, second.leaving.law.pmf)


def test_what_was_told_then_is_what_is_judged():
    one = ward()
    made, laws = proved(one)
    told = dict.fromkeys(ORIGINS, certain(999))
    wrong, kept = proved(one, told)
    assert kept[ORIGINS[0]].demand.mean[0] == 999 and laws[ORIGINS[0]].demand.mean[0] < 100
    assert wrong.scores.mase > 50 * made.scores.mase
    assert wrong.scores.coverage_95 == 0 and wrong.scores.bias > 900
    assert wrong.baselines == made.baselines
    assert not demand_backtests.has_skill(wrong.scores, wrong.baselines)
    assert not demand_backtests.is_calibrated(wrong.scores)
    assert demand_backtests.is_calibrated(made.scores) == (0.72 <= made.scores.coverage_80 <= 0.88)


def test_hours_ahead_and_the_worst_misses_are_told():
    found, laws = proved(ward(rate=1.2))
    assert found.origins == len(ORIGINS)
    assert [(low, high) for low, high, _scores in found.ahead] == [(1, 6), (7, 12), (13, 24)]
    assert sum(scores.n for _low, _high, scores in found.ahead) == found.scores.n == 9 * 24
    sizes = [abs(miss.point - miss.actual) for miss in found.misses]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) == 5
    worst = found.misses[0]
    point = laws[worst.origin].demand.quantiles((0.5,))[worst.ahead - 1, 0]
    assert worst.point == point


def test_without_two_weeks_before_it_an_origin_says_nothing():
    with pytest.raises(BacktestError, match="two weeks"):
        proved(ward(), origins=[SINCE + 3 * DAY])


def test_nights_are_short_when_more_beds_were_needed_than_staffed():
    rows = [(n, -40 + n, -20 + n) for n in range(5)] + [(9, -30, None)]
    one = unit_demand.merged(*stays(*rows))
    origin = NOW - 36 * HOUR
    start, end = NOW - 32 * HOUR, NOW - 20 * HOUR
    asked = [(origin, start, end), (NOW - 8 * HOUR, NOW - 4 * HOUR, NOW + 8 * HOUR)]
    needed = [int(unit_demand.census(one, at, 1)[0]) for at in range(start, end, HOUR)]
    law = {origin: certain(4), NOW - 8 * HOUR: certain(4)}
    (night,) = demand_backtests.nights(one, law, asked, 3, NOW, 0.2)
    assert (night.missing, night.short) == (max(needed) - 3, True) and max(needed) == 6
    assert (night.chance, night.warned) == (1, True)
    (calm,) = demand_backtests.nights(one, law, asked, 6, NOW, 0.2)
    assert (calm.missing, calm.short, calm.chance, calm.warned) == (0, False, 0, False)
    assert demand_backtests.nights(one, {}, asked, 6, NOW, 0.2) == ()
