"""Staff of a unit: null is not none, and the database keeps one row a shift."""

import pytest
from django.db import IntegrityError, transaction

from carepath.places.models import Equipment, Slot, UnitStaff
from tests.factories import AT, site
from tests.places.worlds import ward

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    ("present", "needed", "missing"),
    [(4, 6, 2), (6, 4, -2), (0, 0, 0), (None, 6, None), (4, None, None)],
)
def test_who_is_missing_is_known_where_both_are(present, needed, missing):
    assert UnitStaff(present=present, needed=needed).missing == missing


def test_a_row_says_something_and_stands_once():
    key = {"unit": ward(), "role": "Nurses", "shift": "early", "worked_on": AT.date()}
    refused(lambda: UnitStaff.objects.create(**key))
    assert str(UnitStaff.objects.create(**key, present=1)) == "Nurses, early"
    refused(lambda: UnitStaff.objects.create(**key, needed=2))


def test_equipment_of_a_site_or_unit_stands_once_and_a_slot_has_a_length():
    for unit in (None, ward()):
        key = {"site": site(), "kind": "Pump", "unit": unit, "number": 1}
        Equipment.objects.create(**key)
        refused(lambda key=key: Equipment.objects.create(**key))
    slot = {"site": site(), "kind": "clinic", "resource": "Skin", "starts_at": AT}
    refused(lambda: Slot.objects.create(**slot, minutes=0))
    assert str(Slot.objects.create(**slot, minutes=20)) == "Skin, 2026-03-02 09:00"
    refused(lambda: Slot.objects.create(**slot, minutes=30))
