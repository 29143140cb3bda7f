"""Writes of equipment and of how much of it is in use."""

from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import Equipment, EquipmentUse
from tests.factories import AT, site
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db


def test_a_number_is_set_changed_and_kept_and_no_more_are_used_than_there_are():
    said = {"site": site(), "kind": "Pump", "unit": None, "stage": "", "at": AT}
    row = actions.set_equipment(**said, number=3, by=hana(), reason="counted")
    assert actions.set_equipment(**said, number=3, by=hana(), reason="again") == row
    actions.set_equipment(**said, number=2, by=hana(), reason="one is broken")
    assert [one.number for one in row.history.order_by("history_id")] == [3, 2]
    assert Entry.objects.filter(verb="equipment.set", site="north").count() == 2
    row.refresh_from_db()
    with pytest.raises(actions.TooMany, match="there are 2"):
        actions.set_use(row=row, in_use=3, seen_at=AT, by=hana(), at=AT)
    for used in (1, 2):
        actions.set_use(row=row, in_use=used, seen_at=AT, by=hana(), at=AT)
    assert EquipmentUse.objects.get().in_use == 2
    assert Entry.objects.filter(verb="equipment.used").count() == 2


def test_what_is_declared_again_changes_nothing():
    ward()
    since = AT - timedelta(days=3)
    for number in (4, 9):
        actions.declare_equipment(
            site=site(), lines=[("Ventilator", "W1", number, "")], since=since, by="test", at=AT
        )
        lines = [("Ventilator", AT, number - 1), ("Tricorder", AT, 1)]
        actions.declare_uses(site=site(), lines=lines, by="test", at=AT)
    row = Equipment.objects.get()
    assert (row.number, row.unit.code, row.history.get().history_date) == (4, "W1", since)
    assert EquipmentUse.objects.get().in_use == 3
