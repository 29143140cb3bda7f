from datetime import datetime

import pytest

from carepath.frames.moments import DAY, HOUR, to_us
from carepath.simulator.civil import Civil
from tests.simulator.worlds import LONDON, STARTS, civil


def at(*parts, fold=0):
    return to_us(datetime(*parts, tzinfo=LONDON, fold=fold))


def test_days_and_clocks():
    clock = civil()
    assert clock.day(STARTS) == 0 and clock.day(STARTS - 1) == -1
    assert clock.clock(STARTS + DAY + 3 * HOUR) == (1, 3 * HOUR)
    assert clock.weekday(0) == 0 and clock.weekday(6) == 6


def test_it_starts_at_a_local_midnight():
    with pytest.raises(ValueError, match="midnight"):
        Civil(LONDON, STARTS + HOUR)


def test_the_short_day_of_spring():
    clock = civil(at(2025, 3, 29))
    assert clock.midnight(2) - clock.midnight(1) == 23 * HOUR
    assert clock.on(1, 9 * HOUR) == at(2025, 3, 30, 9)
    assert clock.clock(at(2025, 3, 30, 9)) == (1, 9 * HOUR)
    assert clock.on(1, int(1.5 * HOUR)) == at(2025, 3, 30, 1, 30)  # skipped: the offset before


def test_the_long_day_of_autumn():
    clock = civil(at(2025, 10, 25))
    assert clock.midnight(2) - clock.midnight(1) == 25 * HOUR
    assert clock.on(1, 7 * HOUR) == at(2025, 10, 26, 7)
    first, second = at(2025, 10, 26, 1, 30), at(2025, 10, 26, 1, 30, fold=1)
    assert second - first == HOUR
    assert clock.clock(first) == clock.clock(second) == (1, 90 * 60_000_000)


def test_a_hospital_day_begins_in_the_morning():
    clock = civil()
    night, nine = STARTS + DAY + 3 * HOUR, 9 * HOUR
    assert clock.next_days(night, 1, nine) == STARTS + DAY + nine
    assert clock.next_days(STARTS + DAY + 10 * HOUR, 1, nine) == STARTS + 2 * DAY + nine


def test_opening_hours():
    clock = civil()
    low, high = 8 * HOUR, 20 * HOUR
    noon, late, early = STARTS + 12 * HOUR, STARTS + 21 * HOUR, STARTS + 5 * HOUR
    assert clock.opening(noon, low, high, 7) == noon
    assert clock.opening(late, low, high, 7) == STARTS + DAY + low + 7
    assert clock.opening(early, low, high, 7) == STARTS + low + 7
