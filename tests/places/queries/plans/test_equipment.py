"""What a file of equipment would do."""

import pytest

from carepath.places.models import Equipment, EquipmentUse
from tests.factories import AT, site
from tests.places.queries.plans.sheets import planned, told
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db
HEAD = "kind,unit,number,stage,time,in use"


def test_equipment_and_its_use_are_added_compared_and_refused():
    north, who, unit = site(), hana(), ward()
    known = Equipment.objects.create(site=north, kind="Ventilator", unit=unit, number=8)
    EquipmentUse.objects.create(equipment=known, seen_at=AT, in_use=5)
    found = planned(
        "equipment", north, who, HEAD,
        "Scanner,,,,2026-03-02 10:00,2",
        "Ventilator,W1,9,,,",
        "Ventilator,W1,,,2026-03-02 10:00,6",
        "Ventilator,W1,,,2026-03-02 11:00,9",
        "Scanner,,3,CT,,",
    )  # fmt: skip
    assert not found.faults
    assert [type(row).__name__ for row in found.new] == [
        "Equipment", "EquipmentUse", "EquipmentUse",
    ]  # fmt: skip
    assert [one.fields for one in found.changed] == [(("number", 8, 9),), (("in_use", 5, 6),)]
    found = planned(
        "equipment", north, who, HEAD,
        "Scanner,W9,1,,,",
        "Scanner,,,,,",
        "Pump,,,,2026-03-02 10:00,1",
        "Ventilator,W1,,,2026-03-02 10:00,",
        "Ventilator,W1,,,2026-03-02 12:00,10",
        "Ventilator,W1,,,,2",
    )  # fmt: skip
    assert told(found) == [
        (2, "unit", "unknown_unit"), (3, "number", "empty"), (4, "kind", "unknown_kind"),
        (5, "in use", "empty"), (6, "in use", "more"), (7, "time", "empty"),
    ]  # fmt: skip
