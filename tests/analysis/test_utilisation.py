"""Utilisation against a clock read minute by minute."""

from collections import Counter
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import utilisation
from carepath.analysis.occupancy import Steps
from carepath.analysis.utilisation import Piece
from carepath.frames.moments import DAY, HOUR, MINUTE, from_us, to_us

UTCZ = ZoneInfo("UTC")
MONDAY = to_us(datetime(2026, 3, 2, tzinfo=UTC))


def read_by_the_minute(pieces, zone):
    found = Counter()
    for one in pieces:
        for moment in range(one.start, one.end, MINUTE):
            wall = from_us(moment).astimezone(zone)
            found[wall.weekday(), wall.hour] += one.level * MINUTE
    return found


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu"])
def test_time_is_added_up_by_the_hours_of_the_wall_clock(zone):
    rng, pieces = Random(5), []
    for day in (
        to_us(datetime(2026, 3, 28, tzinfo=UTC)),
        to_us(datetime(2026, 10, 31, tzinfo=UTC)),
    ):
        for _ in range(6):
            start = day + rng.randrange(24 * 60) * MINUTE
            pieces.append(Piece(start, start + rng.randrange(900) * MINUTE, rng.randrange(1, 4)))
    found = utilisation.by_hour(pieces, ZoneInfo(zone))
    expected = read_by_the_minute(pieces, ZoneInfo(zone))
    filled = [(int(day), int(hour)) for day, hour in np.argwhere(found)]
    assert {key: int(found[key]) for key in filled} == expected
    assert found.sum() == sum((one.end - one.start) * one.level for one in pieces)


def test_shares_are_of_what_was_there():
    there = [Piece(MONDAY + 8 * HOUR, MONDAY + 10 * HOUR, 2)]
    used = [Piece(MONDAY + 8 * HOUR, MONDAY + 9 * HOUR + 30 * MINUTE)]
    found = utilisation.week(used, there, UTCZ)
    assert (found.shares[0, 8], found.shares[0, 9]) == (0.5, 0.25)
    assert np.isnan(found.shares[0, 10]) and np.isnan(found.shares[1, 8])
    assert found.share == 0.375
    assert found.fullest() == (0, 8, 0.5)


def test_of_nothing_there_is_no_share():
    found = utilisation.week([], [], UTCZ)
    assert (found.share, found.fullest()) == (None, None)
    assert found.used.sum() == 0


def test_more_may_be_in_use_than_there_are():
    there, used = [Piece(MONDAY, MONDAY + HOUR)], [Piece(MONDAY, MONDAY + HOUR, 2)]
    assert utilisation.week(used, there, UTCZ).share == 2


def test_steps_become_pieces_within_a_window():
    steps = Steps(np.array([0, 10, 20]), np.array([2, 0, 3]))
    assert utilisation.pieces(steps, 5, 25) == [Piece(5, 10, 2), Piece(20, 25, 3)]
    assert utilisation.pieces(steps, 5, 5) == []
    assert utilisation.stacked([Piece(0, 10, 2), Piece(5, 10), Piece(3, 3)]).level.tolist() == [
        2,
        3,
        0,
    ]
    assert utilisation.days_before(8 * DAY, 7) == (DAY, 8 * DAY)
