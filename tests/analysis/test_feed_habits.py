import pytest

from carepath.analysis import feed_habits
from carepath.frames.moments import HOUR, MINUTE, SECOND


def arrivals(*rests):
    at, found = 0, [0]
    for rest in rests:
        at += rest
        found.append(at)
    return found, [us // HOUR % 24 for us in found]


def test_a_feed_is_known_by_its_rests_at_this_hour_where_there_are_enough():
    found, hours = arrivals(*[2 * MINUTE] * 29, 9 * HOUR, *[10 * SECOND] * 60)
    habit = feed_habits.habit(found, hours, hour=0)
    assert habit.hourly and habit.n == 30 and habit.longest_us > 2 * MINUTE
    habit = feed_habits.habit(found, hours, hour=10)
    assert (habit.hourly, habit.longest_us) == (True, 10 * SECOND)
    assert habit.limit_us == feed_habits.LEAST
    assert not feed_habits.habit(found, hours, hour=5).hourly


def test_silence_is_twice_what_is_long():
    found, hours = arrivals(*[10 * MINUTE] * 50)
    assert feed_habits.habit(found, hours, hour=20).limit_us == 20 * MINUTE


@pytest.mark.parametrize("n", [0, 1, 20])
def test_of_few_rests_nothing_is_said(n):
    assert feed_habits.habit([1] * n, [0] * n, hour=0) is None


def test_delays_by_unit():
    told = [("W1", n * MINUTE) for n in range(1, 12)] + [("", 5)]
    none, ward = feed_habits.delays(told)
    assert (none.unit, none.n, none.p50_us) == ("", 1, 5)
    assert (ward.n, ward.p50_us, ward.p90_us) == (11, 6 * MINUTE, 10 * MINUTE)


def test_the_clock_of_a_sender():
    assert feed_habits.offset([1, 3, 100]) == 3
    assert feed_habits.offset([]) is None
