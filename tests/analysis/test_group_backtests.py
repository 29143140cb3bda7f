"""Each group of arrivals is judged in windows of eight hours, counted again by hand."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import backtests, group_backtests, wall_hours
from carepath.analysis.arrival_groups import Groups

ZONE, FIRST, WEEKS = ZoneInfo("Europe/Amsterdam"), 1_772_442_000_000_000, 12
HOURS = wall_hours.of_instants(FIRST, WEEKS * 168 + 24, ZONE, {})
PLACES = range(9 * 168, WEEKS * 168, 101)


def groups(seed=1):
    night = HOURS.slot[: WEEKS * 168] % 24 < 8
    rates = np.stack([np.where(night, 0.4, 0.2), np.where(night, 1.0, 5.0), np.full(len(night), 2)])
    counts = np.random.default_rng(seed).poisson(rates).astype(float)
    return Groups(("1", "2", "?"), counts)


@pytest.fixture(scope="module")
def said():
    return told(groups())


def told(found):
    anew = group_backtests.parted(found, backtests.model)
    return {
        place: anew(place, HOURS.part(slice(0, place)), HOURS.part(slice(place, place + 24)))
        for place in PLACES
    }


def test_good_forecasts_have_skill_and_hold_what_they_say(said):
    found = groups()
    for mean, spread in said.values():
        assert mean.shape == (3, 24) and spread.shape == (3,)
    judged = group_backtests.judged(found, said, HOURS, 24, seed=3)
    assert list(judged) == ["1", "2", "?"]
    came = sum(1 for place in PLACES for first in (0, 8, 16) if place + first + 8 <= WEEKS * 168)
    for one in judged.values():
        assert one.scores.n == came and one.scores.mase is None
        assert 0.6 < one.scores.coverage_80 < 0.95
        assert set(one.rules) == {"hour_of_week_mean_8w", "seasonal_naive_168"}
        assert one.skill == (one.scores.wql < min(one.rules.values()))
    assert judged["2"].skill
    again = group_backtests.judged(found, said, HOURS, 24, seed=3)
    assert again == judged


def test_the_parts_that_are_judged_add_up_to_what_was_told_of_the_whole(said):
    found = groups()
    for place, (mean, _spread) in said.items():
        past, coming = HOURS.part(slice(0, place)), HOURS.part(slice(place, place + 24))
        whole = backtests.model(found.counts[:, :place].sum(0), past, coming).mean
        np.testing.assert_allclose(mean.sum(0), whole, rtol=0, atol=1e-9)


def test_nothing_later_enters():
    found, place = groups(), 10 * 168
    later = Groups(found.labels, found.counts.copy())
    later.counts[:, place:] = 40
    past, coming = HOURS.part(slice(0, place)), HOURS.part(slice(place, place + 24))
    first, second = (
        group_backtests.parted(one, backtests.model)(place, past, coming) for one in (found, later)
    )
    np.testing.assert_array_equal(first[0], second[0])


def test_what_is_told_wrong_has_no_skill_and_its_loss_is_that_of_by_hand():
    found = groups()
    place = PLACES[0]
    wrong = {place: (np.full((3, 24), 30.0), np.zeros(3))}
    one = group_backtests.judged(found, wrong, HOURS, 24, seed=1)["1"]
    assert not one.skill and one.scores.coverage_80 == 0
    came = found.counts[0, place : place + 24].reshape(3, 8).sum(1)
    assert one.scores.bias == pytest.approx(240 - came.mean())
    ago = found.counts[0, place - 168 : place - 144].reshape(3, 8).sum(1)
    past, coming = HOURS.part(slice(0, place)), HOURS.part(slice(place, place + 24))
    law = group_backtests.RULES["seasonal_naive_168"](found.counts[0, :place], past, coming)
    assert law.point.tolist() == ago.tolist()


def test_where_nobody_came_there_is_no_skill():
    found = Groups(("1",), np.zeros((1, WEEKS * 168)))
    one = group_backtests.judged(
        found, {PLACES[0]: (np.full((1, 24), 0.01), np.zeros(1))}, HOURS, 24, seed=1
    )["1"]
    assert one.scores.wql is None and not one.skill


def test_origins_have_two_weeks_before_them_and_a_window_after():
    asked = [13 * 24, 14 * 24, 500, 993, 992]
    assert group_backtests.usable(asked, 1000) == [14 * 24, 500, 992]
