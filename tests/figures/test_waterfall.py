"""The scale of a waterfall: nothing lost, nothing out of order, the first hours in sight."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.figures import waterfall
from carepath.frames.moments import DAY, HOUR, MINUTE, from_us, to_us

NINE = to_us(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

lengths = st.integers(0, 400 * DAY)
shares = st.lists(st.floats(0, 1), max_size=40)


@given(lengths, shares)
def test_order_stays_and_both_ends_are_drawn(length, shares):
    moments = sorted(NINE + round(share * length) for share in shares)
    scale = waterfall.folded(NINE, NINE + length, moments)
    places = [scale.x(at) for at in [NINE, *moments, NINE + max(length, MINUTE)]]
    assert places == sorted(places)
    assert places[0] == 0
    assert places[-1] == pytest.approx(100)


@given(st.integers(4 * HOUR, 400 * DAY), shares)
def test_the_first_hours_take_a_quarter_once_something_happens_in_them(length, shares):
    moments = [NINE + HOUR, *(NINE + round(share * length) for share in shares)]
    scale = waterfall.folded(NINE, NINE + length, moments)
    assert scale.x(NINE + waterfall.FIRST) >= 25 - 1e-9


@given(lengths, shares)
def test_folds_are_quiet_in_order_and_leave_most_of_the_width(length, shares):
    moments = np.array(sorted(NINE + round(share * length) for share in shares), np.int64)
    folds = waterfall.folded(NINE, NINE + length, moments).folds
    for fold in folds:
        assert not np.any((moments > fold.start) & (moments < fold.end))
        assert fold.end - fold.start >= waterfall.SHORTEST
        assert fold.width > 0
    assert sum(fold.width for fold in folds) <= waterfall.ALL + 1e-6
    assert all(one.end <= two.start for one, two in zip(folds, folds[1:], strict=False))


def test_weeks_on_a_ward_fold_and_the_emergency_department_shows():
    early = [NINE + minute * MINUTE for minute in (5, 20, 47, 95, 180)]
    ward = [NINE + DAY * day for day in (1, 2, 3, 9)]
    scale = waterfall.folded(NINE, NINE + 30 * DAY, early + ward)
    assert scale.x(NINE + 3 * HOUR) > 18
    assert (scale.folds[-1].start, scale.folds[-1].end) == (ward[-1], NINE + 30 * DAY)


def test_a_short_journey_keeps_its_true_scale():
    scale = waterfall.folded(NINE, NINE + 12 * HOUR, [NINE + HOUR])
    assert scale.folds == ()
    assert scale.x(NINE + 3 * HOUR) == pytest.approx(25)


def test_a_journey_without_length_is_drawn():
    assert waterfall.folded(NINE, NINE, []).x(NINE) == 0


def test_the_true_scale_is_straight():
    scale = waterfall.straight(NINE, NINE + 10 * DAY)
    assert scale.xs(np.array([NINE + DAY, NINE + 5 * DAY])).tolist() == [10, 50]


def test_ticks_are_round_on_the_local_clock_also_over_a_clock_change():
    start = to_us(datetime(2014, 3, 29, 20, 0, tzinfo=UTC))
    found = waterfall.ticks(waterfall.straight(start, start + 2 * DAY), zone=AMSTERDAM)
    hours = [from_us(at).astimezone(AMSTERDAM).hour for at in found]
    assert set(hours) <= {0, 6, 12, 18} and len(found) >= 4


@given(st.integers(1, 500 * DAY), shares, st.booleans())
def test_ticks_keep_apart_and_out_of_folds(length, shares, zoned):
    moments = [NINE + round(share * length) for share in shares]
    scale = waterfall.folded(NINE, NINE + length, moments)
    found = waterfall.ticks(scale, zone=AMSTERDAM if zoned else None, origin=NINE)
    places = [scale.x(at) for at in found]
    assert all(b - a >= 11 - 1e-9 for a, b in zip(places, places[1:], strict=False))
    for fold in scale.folds:
        assert not any(fold.start <= at < fold.end for at in found)


def test_ticks_since_the_opening_are_round():
    scale = waterfall.straight(NINE + 7 * MINUTE, NINE + 7 * MINUTE + 10 * HOUR)
    found = waterfall.ticks(scale, origin=NINE + 7 * MINUTE)
    assert [(at - NINE - 7 * MINUTE) / HOUR for at in found] == [0, 2, 4, 6, 8]
