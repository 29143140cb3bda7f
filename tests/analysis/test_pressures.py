"""Parameters against counting one by one, and the moments at which definitions turn."""

from random import Random

import numpy as np
import pytest

from carepath.analysis import pressures
from carepath.analysis.occupancy import Steps
from carepath.analysis.pressures import Asks, Attended, Picture, Stays
from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN

WARD, ED = 1, 2


def picture(stays=(), asks=(), attended=(), beds=10, spaces=4, since=0, silent=((), ())):
    """Stays (since, until, unit, journey), asks (asked, ended, unit, journey), and who attended
    (came, left, decided)."""

    def columns(rows, n):
        return np.array(rows, np.int64).reshape(-1, n).T

    return Picture(
        Stays(*columns(stays, 4)), Asks(*columns(asks, 4)), Attended(*columns(attended, 3)),
        {WARD: Steps(np.array([-DAY]), np.array([beds]))} if beds else {},
        {ED: Steps(np.array([-DAY]), np.array([spaces]))} if spaces else {},
        since, tuple(np.array(one, np.int64) for one in silent),
    )  # fmt: skip


def at(found, name, *moments):
    return getattr(pressures, name)(found, np.array(moments, np.int64)).tolist()


def test_the_four_hour_standard_is_met_at_exactly_four_hours():
    found = picture(attended=[
        (0, 4 * HOUR, OPEN),  # leaves after exactly 4 h
        (0, 4 * HOUR + 1, OPEN),  # a microsecond later
        (90 * MINUTE, OPEN, OPEN),
    ])  # fmt: skip
    assert at(found, "ed_within_4h_day", 5 * HOUR) == [50.0]  # the third is there for 3.5 h
    assert at(found, "ed_within_4h_day", 5 * HOUR + 31 * MINUTE) == [pytest.approx(100 / 3)]
    # A day after they came they count no more.
    assert at(found, "ed_within_4h_day", DAY) == [0.0]
    assert np.isnan(at(found, "ed_within_4h_day", DAY + 2 * HOUR)).all()
    assert at(found, "ed_over_12h", 13 * HOUR + 30 * MINUTE, 13 * HOUR + 31 * MINUTE) == [0.0, 1.0]


def test_waits_are_counted_from_the_request_to_the_bed():
    asks = [(HOUR, 3 * HOUR, WARD, 1), (2 * HOUR, OPEN, WARD, 2), (HOUR, OPEN, ED, 3)]
    came = [(0, 3 * HOUR, HOUR), (0, 9 * HOUR, 2 * HOUR), (0, HOUR, 2 * HOUR), (0, OPEN, OPEN)]
    found = picture(asks=asks, attended=came)
    assert at(found, "waiting", HOUR, 2 * HOUR, 3 * HOUR) == [1, 2, 1]
    assert at(found, "longest_wait", 0, HOUR, 2 * HOUR, 3 * HOUR) == [0, 0, 1, 1]
    assert at(found, "boarders", 2 * HOUR, 3 * HOUR, 9 * HOUR) == [2, 1, 0]
    assert at(found, "ed_waiting", 2 * HOUR) == [1]
    assert at(found, "ed_occupancy", 0, 2 * HOUR, 9 * HOUR) == [100, 75, 25]


def test_a_full_unit_does_not_lend_its_beds_to_another():
    stays = [(0, OPEN, WARD, n) for n in range(4)]
    found = picture(stays, beds=3)
    assert at(found, "spare", HOUR) == [0]
    assert at(found, "occupancy", HOUR) == [pytest.approx(400 / 3)]
    assert at(picture(stays, beds=6), "spare", HOUR) == [2]


def test_without_beds_nothing_is_known():
    found = picture(beds=0, spaces=0)
    for name in ("occupancy", "spare", "waiting", "longest_wait", "boarders", "ed_occupancy",
                 "ed_waiting", "ed_within_4h_day", "ed_over_12h", "long_share"):  # fmt: skip
        assert np.isnan(at(found, name, HOUR)).all(), name


def test_long_stays_begin_with_the_seventh_day():
    stays = [
        (0, DAY, WARD, 1), (DAY, OPEN, WARD, 1), (3 * DAY, OPEN, WARD, 2), (0, OPEN, ED, 2),
    ]  # fmt: skip
    found = picture(stays)
    assert at(found, "long_share", 7 * DAY - 1, 7 * DAY, 10 * DAY) == [0, 50, 100]


def test_arrivals_are_weighed_against_the_same_day_of_four_weeks():
    came = [
        (day * DAY, day * DAY + HOUR, OPEN)
        for day, n in ((0, 2), (7, 2), (14, 4), (21, 4), (28, 6))
        for _each in range(n)
    ]
    found = picture(attended=came, since=-DAY)
    assert at(found, "ed_arrivals", 29 * DAY - 1) == [200.0]
    young = picture(attended=came)
    assert np.isnan(at(young, "ed_arrivals", 29 * DAY - 1)).all()


def test_silent_feeds_and_when_something_was_heard():
    found = picture([(HOUR, 3 * HOUR, WARD, 1)], silent=((HOUR, 2 * HOUR), (3 * HOUR, OPEN)))
    assert at(found, "silent_feeds", 0, HOUR, 2 * HOUR, 3 * HOUR) == [0, 1, 2, 1]
    moments = np.array([0, HOUR, 2 * HOUR, 9 * HOUR])
    assert pressures.data_times(found, moments).tolist() == [0, HOUR, HOUR, 3 * HOUR]
    assert pressures.data_times(picture(), moments).tolist() == [0] * 4


def drawn(rng):
    """A random week of twelve patients, in whole hours."""
    stays, asks, came = [], [], []
    for journey in range(12):
        opened = rng.randrange(7 * 24) * HOUR
        left = opened + rng.randrange(1, 24) * HOUR
        asked = opened + rng.randrange(8) * HOUR
        until = left + rng.randrange(1, 300) * HOUR
        stays.append((left, rng.choice([until, OPEN]), WARD, journey))
        asks.append((asked, max(asked, left), WARD, journey))
        came.append((opened, left, rng.choice([asked, OPEN])))
    return stays, asks, came


@pytest.mark.parametrize("seed", range(6))
def test_many_moments_are_what_counting_one_by_one_gives(seed):
    stays, asks, came = drawn(Random(seed))
    found, rng = picture(stays, asks, came), Random(seed + 100)
    moments = sorted(rng.randrange(14 * 24 * 60) * MINUTE for _ in range(30))
    for moment in moments:
        ward = [one for one in stays if one[0] <= moment < one[1]]
        there = [one for one in came if one[0] <= moment < one[1]]
        open_asks = [one for one in asks if one[0] <= moment < one[1]]
        expected = {
            "occupancy": 100 * len(ward) / 10,
            "spare": max(0, 10 - len(ward)),
            "waiting": len(open_asks),
            "longest_wait": max(((moment - one[0]) / HOUR for one in open_asks), default=0),
            "boarders": sum(one[2] <= moment for one in there),
            "ed_occupancy": 100 * len(there) / 4,
            "ed_over_12h": sum(moment - one[0] > 12 * HOUR for one in there),
            "long_share": 100 * sum(moment - one[0] >= 7 * DAY for one in ward)
            / max(len(ward), 1),
        }  # fmt: skip
        for name, value in expected.items():
            assert at(found, name, moment) == [pytest.approx(value)], (name, moment / HOUR)
    at_once = pressures.longest_wait(found, np.array(moments))
    assert at_once.tolist() == [at(found, "longest_wait", one)[0] for one in moments]
