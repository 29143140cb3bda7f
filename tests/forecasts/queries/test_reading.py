"""What forecasts are made of: the same patients that the board shows, and no others."""

import numpy as np
import pytest

from carepath.capacity import queries as capacity
from carepath.forecasts import queries
from carepath.frames.moments import HOUR, to_us
from carepath.places.models import Bed, Unit
from tests.capacity.waiting import AT, feed, waits
from tests.factories import site
from tests.forecasts.worlds import BEDS, hospital, with_holidays

pytestmark = pytest.mark.django_db
NINE = to_us(AT)


def test_wards_have_staffed_beds_and_stand_after_all_inpatients_as_one():
    where = hospital(weeks=1)
    Bed.objects.filter(unit__code="W2").update(care=Bed.Care.INTENSIVE)
    told = [(ward.series, ward.staffed) for ward in queries.wards(site=where, now=NINE)]
    assert told == [("", 19), *BEDS.items()]
    Bed.objects.filter(unit__code="W2").update(care=Bed.Care.EMERGENCY)
    assert [ward.series for ward in queries.wards(site=where, now=NINE)] == ["W1", "W2"]


def test_those_present_are_those_on_the_board_with_those_who_wait():
    source = feed()
    for n in range(3):
        waits(source, visit=f"V{n}", minute=10 + n)
    emergency = Unit.objects.get(code="ED")
    now = NINE + HOUR
    read = queries.read(site=source.site, now=now)
    wards = {ward.series: ward for ward in queries.wards(site=source.site, now=now)}
    ed = wards["ED"]
    board = {one.unit: one for one in capacity.board(site=source.site, at=AT + (AT - AT))}
    assert read.stays(ed).present(now).sum() == board[emergency].occupied == 3
    assert read.until == NINE + 12 * 60_000_000
    assert read.counts()["journeys"] == 3


def test_a_site_is_quiet_against_its_own_habit():
    busy = hospital(weeks=2)
    read = queries.read(site=busy, now=NINE)
    rests = np.diff(np.unique(read.spans.start[read.spans.start <= NINE][-300:]))
    assert not read.quiet
    assert queries.read(site=busy, now=NINE + 3 * int(rests.max())).quiet
    seldom = site("seldom")
    assert queries.read(site=seldom, now=NINE).quiet  # nothing was ever told


def test_nothing_is_known_of_a_site_without_journeys():
    read = queries.read(site=feed().site, now=NINE)
    assert read.since == NINE and not len(read.openings.at)
    assert read.until < 0


def test_departments_are_those_with_enough_arrivals():
    where = hospital(weeks=5)
    read = queries.read(site=where, now=NINE)
    assert [str(unit) for unit in queries.departments(read)] == ["None", "Emergency"]


def test_a_fingerprint_tells_two_readings_apart():
    one, two = np.arange(4), np.arange(4).reshape(2, 2)
    prints = {
        queries.fingerprint([one]),
        queries.fingerprint([two]),
        queries.fingerprint([one, two]),
    }
    assert len(prints) == 3 and queries.fingerprint([one.copy()]) in prints


def test_holidays_are_those_of_the_history_and_the_horizon_that_were_known():
    where = with_holidays(ahead=(-40, -7, 2, 3, 4))
    hospital(weeks=2)
    read = queries.read(site=where, now=NINE)
    used = [["2026-02-23", "Spring Day"], *([f"2026-03-0{n}", "Spring Day"] for n in (4, 5))]
    assert queries.days_used(read) == used  # those before anything was known teach nothing
    assert set(read.special.values()) == {1} and len(read.special) == 3
    assert queries.read(site=where, now=NINE - 31 * 24 * HOUR).holidays == {}
    assert read.came_since == read.since
    prints = [queries.fingerprint([np.arange(3)], days) for days in ((), used, used[:1])]
    assert len(set(prints)) == 3
