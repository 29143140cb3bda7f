from collections import Counter
from datetime import datetime
from statistics import mean

import pytest

from carepath.frames.moments import DAY, HOUR, to_us
from carepath.simulator.arrivals import Arrivals
from tests.simulator.worlds import LONDON, PARAMETERS, STARTS, civil


def made(seed=1, starts=STARTS):
    return Arrivals(PARAMETERS, civil(starts), seed)


def test_the_day_has_the_shape_it_says():
    arrivals, days = made(), range(7 * 30)
    hours = Counter(at // HOUR % 24 for day in days[:80] for at in arrivals.emergencies(day))
    shape = PARAMETERS.arrivals.hours
    every = sum(hours.values())
    for hour in (4, 9, 17):  # before the clocks change
        assert hours[hour] / every == pytest.approx(shape[hour] / sum(shape), rel=0.1)


def test_the_count_has_the_mean_it_says():
    arrivals = made()
    found = [len(arrivals.emergencies(day)) / arrivals.level(day) for day in range(150)]
    assert mean(found) == pytest.approx(PARAMETERS.arrivals.per_day, rel=0.03)


def test_a_day_is_drawn_alone_and_in_order():
    one, other = made().emergencies(5), made().emergencies(5)
    assert one == other == sorted(one) and made(2).emergencies(5) != one
    assert all(STARTS + 5 * DAY <= at < STARTS + 6 * DAY for at in one)


def test_the_long_day_has_twenty_five_hours():
    starts = to_us(datetime(2025, 10, 26, tzinfo=LONDON))
    found = made(starts=starts).emergencies(0)
    assert max(found) - starts > 24 * HOUR


def test_more_people_at_a_share_of_the_rate():
    found = [len(made(seed).more(1, "flu", 0.5)) for seed in range(40)]
    assert mean(found) == pytest.approx(PARAMETERS.arrivals.per_day / 2, rel=0.08)
    assert made().more(1, "flu", 0) == made().more(1, "flu", -0.5) == []


def test_planned_work_keeps_to_weekdays_and_hours():
    arrivals = made(starts=to_us(datetime(2025, 12, 22, tzinfo=LONDON)))
    assert [arrivals.is_open(day) for day in range(7)] == [True] * 3 + [False] * 2 + [False] * 2
    slots = made().planned(0, 12, (9.0, 12.0), "clinic")
    assert len(slots) == 12 and slots == sorted(slots)
    assert slots[0] >= STARTS + 9 * HOUR and slots[-1] < STARTS + 12 * HOUR


def test_the_rate_knows_hour_and_weekday():
    arrivals = made()
    assert arrivals.rate(0, 17 * HOUR) > 4 * arrivals.rate(0, 5 * HOUR)
    assert arrivals.level(0) > arrivals.level(3)
