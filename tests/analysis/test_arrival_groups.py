"""Parts of a forecast are its whole: by acuity, hour by hour, and nobody is left out."""

from math import comb
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import arrival_groups, count_law, forecasts, wall_hours
from carepath.analysis.arrival_groups import Groups
from carepath.analysis.arrival_series import Openings
from carepath.frames.moments import HOUR

ZONE, NOW = ZoneInfo("Europe/Amsterdam"), 1_772_442_000_000_000


def openings(*hours):
    at = NOW - np.array(hours) * HOUR + 1
    return Openings(at, np.full(len(at), 7, np.int32), np.arange(len(at)))


def hours(weeks, ahead=72):
    past = weeks * 168
    return (
        wall_hours.of_instants(NOW - past * HOUR, past, ZONE, {}),
        wall_hours.of_instants(NOW, ahead, ZONE, {}),
    )


def test_everyone_is_in_one_group_and_labels_stay_as_they_are():
    found = openings(*[n % 90 + 1 for n in range(200)])
    said = {n: ("10", "2", "rare")[0 if n < 60 else 1 if n < 120 else 2] for n in range(123)}
    one = arrival_groups.groups(found, said, NOW - 100 * HOUR, NOW)
    assert one.labels == ("2", "10", "+", "?")
    assert one.counts.sum(1).tolist() == [60, 60, 3, 77]
    by_hand = np.bincount([100 - (n % 90 + 1) for n in range(200)], minlength=100)
    np.testing.assert_array_equal(one.counts.sum(0), by_hand)


def test_where_nothing_is_told_there_are_no_groups():
    found = openings(1, 2, 3)
    assert arrival_groups.groups(found, {}, NOW - 9 * HOUR, NOW) is None
    assert arrival_groups.groups(found, {0: "2"}, NOW - 2 * HOUR, NOW - 5 * HOUR) is not None
    past, coming = hours(4)
    assert arrival_groups.parts([None, None], past, coming) == [None, None]


def test_many_labels_are_no_scale():
    found = openings(*[1] * 400)
    one = arrival_groups.groups(found, {n: f"text {n % 20}" for n in range(400)}, NOW - HOUR, NOW)
    assert len(one.labels) == arrival_groups.MOST + 1 and one.labels[-1] == "+"
    assert one.counts.sum() == 400


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 99), st.integers(2, 5), st.integers(3, 12),
    st.lists(st.floats(0.01, 9), min_size=5, max_size=5),
)  # fmt: skip
def test_the_parts_add_up_to_the_whole(seed, number, weeks, rates):
    past, coming = hours(weeks)
    counts = np.random.default_rng(seed).poisson(np.array(rates[:number])[:, None],
                                                 (number, past.n)).astype(float)  # fmt: skip
    whole = forecasts.forecast(counts.sum(0)[None], past, coming).mean[0]
    groups = Groups(tuple(map(str, range(number))), counts)
    (one,) = arrival_groups.parts([groups], past, coming)
    each = arrival_groups.means(whole, one.share)
    np.testing.assert_allclose(each.sum(0), whole, rtol=0, atol=1e-9)
    kept = one.share.astype("<f4").astype(float)  # as it is kept with the forecast
    np.testing.assert_allclose(arrival_groups.means(whole, kept).sum(0), whole, atol=1e-9)
    assert (each >= 0).all() and (one.dispersion >= 0).all()


def test_a_place_is_parted_alike_alone_and_beside_others():
    past, coming = hours(6)
    rng = np.random.default_rng(3)
    first, second = (
        Groups(("1", "2", "?"), rng.poisson([[0.2], [2.0], [5.0]], (3, past.n)).astype(float))
        for _ in range(2)
    )
    (alone,) = arrival_groups.parts([second], past, coming)
    _other, none, beside = arrival_groups.parts([first, None, second], past, coming)
    assert none is None and beside.labels == alone.labels
    np.testing.assert_array_equal(alone.share, beside.share)
    np.testing.assert_array_equal(alone.dispersion, beside.dispersion)


def test_one_group_is_the_whole_and_a_mix_of_the_night_is_found():
    past, coming = hours(20)
    night = past.slot % 24 < 8
    rng = np.random.default_rng(5)
    urgent = rng.poisson(np.where(night, 2.0, 1.0))
    rest = rng.poisson(np.where(night, 1.0, 5.0))
    (one,) = arrival_groups.parts(
        [Groups(("1", "2"), np.stack([urgent, rest]).astype(float))], past, coming
    )
    by_night = one.share[0, coming.slot % 24 < 8].mean()
    by_day = one.share[0, coming.slot % 24 >= 8].mean()
    assert by_night == pytest.approx(2 / 3, abs=0.06) and by_day == pytest.approx(1 / 6, abs=0.04)
    (alone,) = arrival_groups.parts([Groups(("1",), urgent[None].astype(float))], past, coming)
    np.testing.assert_allclose(alone.share, 1)


def test_only_the_last_weeks_are_looked_at():
    counts = np.arange(2 * 40 * 168, dtype=float).reshape(2, -1)
    kept = Groups(("1", "2"), counts).until(30 * 168)
    assert kept.counts.shape == (2, 26 * 168) and kept.counts[0, -1] == 30 * 168 - 1


@given(st.floats(0.1, 6), st.floats(0.01, 1.5), st.floats(0.05, 0.95))
@settings(max_examples=20, deadline=None)
def test_part_of_a_count_whose_spread_is_shared_has_the_spread_of_the_whole(mean, spread, share):
    """Why a group without errors of its own may take the whole's: thinning keeps the dispersion."""
    size = 120
    whole = count_law.pmf(np.array(mean), np.array(spread), size)
    thinned = [
        sum(whole[n] * comb(n, k) * share**k * (1 - share) ** (n - k) for n in range(k, size))
        for k in range(6)
    ]
    direct = count_law.pmf(np.array(mean * share), np.array(spread), 6)
    np.testing.assert_allclose(thinned, direct, atol=1e-3)
