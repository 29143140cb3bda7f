from datetime import date
from zoneinfo import ZoneInfo

from carepath.analysis import wall_hours
from carepath.frames.moments import DAY, HOUR

CHICAGO = ZoneInfo("America/Chicago")
SPRING = (date(2014, 3, 9) - date(1970, 1, 1)).days
AUTUMN = (date(2013, 11, 3) - date(1970, 1, 1)).days


def test_a_week_begins_on_monday():
    monday = (date(2013, 7, 1) - date(1970, 1, 1)).days
    hours = wall_hours.of_wall(monday * DAY, 170, None, {monday + 1: 3})
    assert hours.slot.tolist() == [*range(168), 0, 1]
    assert hours.special.tolist() == [0] * 24 + [3] * 24 + [0] * 122
    assert hours.day[[0, 23, 24]].tolist() == [monday, monday, monday + 1]


def test_rows_of_a_wall_clock_hold_no_hour_in_spring_and_two_in_autumn():
    spring = wall_hours.of_wall(SPRING * DAY, 24, CHICAGO, {})
    autumn = wall_hours.of_wall(AUTUMN * DAY, 24, CHICAGO, {})
    assert spring.share.tolist() == [1, 1, 0] + [1] * 21
    assert autumn.share.tolist() == [1, 2] + [1] * 22


def test_real_hours_skip_and_repeat_an_hour_of_the_week():
    spring = wall_hours.of_instants(SPRING * DAY + 6 * HOUR, 24, CHICAGO, {})
    autumn = wall_hours.of_instants(AUTUMN * DAY + 5 * HOUR, 25, CHICAGO, {})
    assert (spring.slot % 24).tolist() == [0, 1, *range(3, 24), 0]
    assert (autumn.slot % 24).tolist() == [0, 1, 1, *range(2, 24)]
    assert set(spring.share) == {1.0}


def test_a_part_is_what_it_was():
    hours = wall_hours.of_wall(SPRING * DAY, 24, CHICAGO, {SPRING: 1})
    part = hours.part(slice(2, 5))
    assert (part.n, part.share.tolist()) == (3, [0, 1, 1])
