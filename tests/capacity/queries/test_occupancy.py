"""How full a unit was: the published day, and what is exact."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.capacity import queries
from carepath.capacity.models import Holding
from carepath.places import actions as places
from carepath.places.models import Bed, Unit
from tests.factories import ben, site

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")
MIDNIGHT = datetime(2026, 3, 3, tzinfo=ZONE)


def ward(beds=10, **fields):
    unit = Unit.objects.create(site=site(), code="W1", name="Ward 1", **fields)
    for n in range(beds):
        Bed.objects.create(unit=unit, code=f"B{n}")
    return unit


def lies(unit, bed, since_h, until_h):
    begin = MIDNIGHT + timedelta(hours=since_h)
    end = None if until_h is None else MIDNIGHT + timedelta(hours=until_h)
    Holding.objects.create(bed=Bed.objects.get(unit=unit, code=f"B{bed}"), since=begin, until=end)


def day(unit):
    return queries.occupancy(unit=unit, low=MIDNIGHT, high=MIDNIGHT + timedelta(hours=24))


def test_the_published_day_is_80_88_and_100_percent():
    """refs/capacity.json, occupancy_three_ways: eight all day and over midnight, two by day."""
    unit = ward()
    for bed in range(8):
        lies(unit, bed, 0, None)
    for bed in (8, 9):
        lies(unit, bed, 8, 18)
    found = day(unit)
    assert (found.midnight, found.peak) == (80, 100)
    assert found.weighted == pytest.approx(88.333333)
    assert (found.holdings, found.checked, found.little.exact) == (10, True, True)
    assert not found.entered


def test_what_people_entered_counts_from_when_they_did():
    unit = ward(4)
    places.declare_beds(unit=unit, beds=4, physical=4, by="test", at=MIDNIGHT - timedelta(days=9))
    noon = MIDNIGHT + timedelta(hours=12)
    places.set_open_beds(unit=unit, beds=2, by=ben(), at=noon, reason="staff are ill")
    for bed in range(3):
        lies(unit, bed, -5, 30)
    found = day(unit)
    assert found.entered
    assert found.weighted == pytest.approx(100 * 72 / (12 * 4 + 12 * 2))
    assert found.peak == 150


def test_an_empty_unit_is_empty_and_one_without_beds_has_no_share():
    assert day(ward()).weighted == 0
    bare = Unit.objects.create(site=site(), code="W2", name="Ward 2")
    found = day(bare)
    assert (found.midnight, found.weighted, found.peak) == (None, None, None)


def test_midnights_are_those_of_the_site_also_when_clocks_change():
    unit = ward(2)
    low = datetime(2026, 3, 28, 12, tzinfo=ZONE)
    Holding.objects.create(bed=unit.each_bed.first(), since=low, until=None)
    found = queries.occupancy(unit=unit, low=low, high=low + timedelta(days=2))
    assert found.midnight == 50
    assert found.high - found.low == 47 * 3_600_000_000  # noon to noon, an hour skipped


def test_one_question_for_the_stays_whatever_their_number(django_assert_num_queries):
    unit = ward()
    for bed in range(8):
        lies(unit, bed, 0, 5)
    with django_assert_num_queries(4):
        day(unit)
