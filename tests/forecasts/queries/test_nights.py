"""Nights by the calendar of a site, or the usual ones; also when the clocks change."""

from datetime import UTC, date, datetime

import pytest

from carepath.analysis.shifts import Hours
from carepath.forecasts import queries
from carepath.frames.moments import DAY, HOUR, from_us, to_us
from carepath.places.models import ShiftCalendar
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def bounds(found):
    return [(from_us(one.start), from_us(one.end)) for one in found]


def test_without_a_calendar_a_night_is_from_eight_to_eight():
    where = site()  # Amsterdam, an hour ahead of UTC
    start, end = queries.night_of(where, AT)
    assert (from_us(start).hour, from_us(end).hour, end - start) == (19, 7, 12 * HOUR)
    on = queries.night_of(where, AT.replace(hour=22))
    assert on == (start, end)
    assert queries.night_of(where, AT.replace(hour=4)) == (start, end)  # three hours are left
    noon = to_us(datetime(2026, 3, 28, 12, tzinfo=UTC))
    changed = queries.nights(where, noon, noon + DAY)
    assert [one.end - one.start for one in changed] == [11 * HOUR]


def test_a_calendar_of_the_site_says_when_its_night_is():
    where = site()
    hours = [{"name": "day", "begins": 420, "ends": 1320, "night": False},
             {"name": "night", "begins": 1320, "ends": 420, "night": True}]  # fmt: skip
    assert {one.night for one in (Hours(**each) for each in hours)} == {True, False}
    ShiftCalendar.objects.create(site=where, since_on=date(2026, 1, 1), shifts=hours)
    start, end = queries.night_of(where, AT)
    assert (from_us(start).hour, from_us(end).hour) == (21, 6)
