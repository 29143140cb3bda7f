"""What held patients up in a unit: beds, staff, equipment and slots against who waits."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.models import Holding
from carepath.journeys.models import Journey
from carepath.places import actions as places
from carepath.places.models import Bed
from tests.factories import AT, nora, site
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record
from tests.places.worlds import ward, with_shifts

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = AT.date()


@pytest.fixture
def unit():
    """A ward at ten in the morning: two of two beds held since eight, one asked for since nine, one
    of two scanners free, a nurse missing, a slot free."""
    north, one = with_shifts(), ward()
    record(
        declared(),
        event("A", "Stay", -60, None, kind=1, unit="W1"),
        event("B", "Stay", -60, None, kind=1, unit="W1"),
        event("C", "Stay", None, None, 0, kind=1, unit="W1"),
        event("D", "CT", -30, None, -90, unit="W1"),
    )
    for code, case in (("1", "A"), ("2", "B")):
        bed = Bed.objects.create(unit=one, code=code, confirmed=True)
        journey = Journey.objects.get(case_ref=case)
        Holding.objects.create(bed=bed, journey=journey, since=AT - HOUR)
    places.declare_beds(unit=one, beds=2, physical=2, by="test", at=AT - 3 * HOUR)
    lines = [("W1", "Nurses", "early", 1, 2), ("W1", "Nurses", "late", 2, 2)]
    places.declare_unit_staff(site=north, day=DAY, lines=lines, by="test", at=AT)
    places.declare_equipment(
        site=north, since=AT - 9 * HOUR, by="test", at=AT,
        lines=[("Scanner", "W1", 2, "CT"), ("Pump", "W1", 3, ""), ("Idle", "W1", 1, "")],
    )  # fmt: skip
    places.declare_uses(site=north, lines=[("Pump", AT - HOUR, 1)], by="test", at=AT)
    slots = [("clinic", "Skin", "W1", AT + n * HOUR, 60, n == 0) for n in (0, 1)]
    places.declare_slots(site=north, lines=slots, by="test", at=AT)
    return one


def test_the_fullest_of_what_somebody_waits_for_binds(unit):
    found = queries.timeline(unit=unit, by=nora(), day=DAY, at=AT + 2 * HOUR)
    assert [(one.kind, one.name) for one in found.resources] == [
        ("bed", "Beds"), ("staff", "Nurses"), ("equipment", "Pump"), ("equipment", "Scanner"),
        ("slot", "Slots: clinic"),
    ]  # fmt: skip
    assert len(found.hours) == 12  # of a day that has come to noon in Amsterdam
    nine, ten, eleven = found.hours[9:12]
    # From nine somebody waits for the scanner, of which one of two is in use, and nurses lack one.
    assert nine.binding.resource.name == "Nurses"
    shares = {one.resource.name: one.share for one in ten.loads}
    assert shares == {
        "Beds": 1, "Nurses": 2, "Pump": 1 / 3, "Scanner": None, "Slots: clinic": 1,
    }  # fmt: skip
    assert ten.binding.resource.name == "Nurses" and ten.binding.limit == 1
    assert {one.resource.name: one.share for one in eleven.loads}["Slots: clinic"] == 0
    assert found.bound == (("Nurses", 3),) and found.unbound == 9


def test_of_a_day_to_come_and_of_a_unit_without_anything_nothing_is_said(unit):
    later = queries.timeline(unit=unit, by=nora(), day=DAY + timedelta(days=2), at=AT)
    assert (later.hours, later.resources) == ((), ())
    ward("W2", "Ward 2")
    assert [one.code for one in queries.units_with_resources(site=site())] == ["W1"]
