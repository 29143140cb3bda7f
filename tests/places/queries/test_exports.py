"""What is there, as the rows of a file (loading it again: tests/places/actions/test_loading.py)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from carepath.places import actions, queries
from carepath.places.models import Bed, Equipment, EquipmentUse, Slot, UnitStaff
from tests.factories import AT, site
from tests.places.worlds import ward

pytestmark = pytest.mark.django_db


def rows(kind, at=AT):
    return [list(row) for row in queries.exported(kind=kind, site=site(), at=at)]


def test_holidays_are_written_out_by_day():
    days = {date(2026, 12, 25): "Christmas Day", date(2026, 1, 1): "New Year's Day"}
    actions.declare_holidays(site=site(), days=days, since=AT, by="test", at=AT)
    assert rows("holidays") == [[day, days[day]] for day in sorted(days)]


def test_each_kind_has_its_columns_in_order():
    one, north = ward(), site()
    ward("W0", "Ward 0")
    Bed.objects.create(unit=one, room="1", code="A", care="high", side_room=True)
    day = AT.date()
    UnitStaff.objects.create(unit=one, role="Nurses", shift="early", worked_on=day, needed=3)
    scanner = Equipment.objects.create(site=north, kind="Scanner", number=2, stage="CT")
    EquipmentUse.objects.create(equipment=scanner, seen_at=AT, in_use=1)
    repeated = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for start in (AT, AT - timedelta(days=400), repeated):
        Slot.objects.create(site=north, kind="clinic", resource="Skin", starts_at=start, minutes=20)
    head = ["north", "North", "Europe/Amsterdam"]
    assert rows("places") == [
        [*head, "W0", "Ward 0", "", "", "", "", "", ""],
        [*head, "W1", "Ward 1", "1", "A", "high", "", "yes", "no"],
    ]
    assert rows("staff") == [["W1", "Nurses", "early", day, None, 3]]
    assert rows("equipment") == [
        ["Scanner", "", 2, "CT", None, None],
        ["Scanner", "", None, None, "2026-03-02 10:00:00+01:00", 1],
    ]
    assert rows("slots") == [["clinic", "Skin", "", "2026-03-02 10:00:00+01:00", 20, "no"]]
    assert rows("slots", repeated)[0][3] == "2026-10-25 02:30:00+01:00"
    assert all(
        len(row) == len(queries.KINDS[kind].columns) for kind in queries.KINDS for row in rows(kind)
    )
