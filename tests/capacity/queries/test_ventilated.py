"""Ventilated patients are the ventilators in use, and the crowding score counts them."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.queries.ventilated import ventilated
from carepath.places import actions as places
from carepath.places.models import Equipment, EquipmentUse, Unit
from tests.capacity.small import hospital
from tests.factories import AT, ben
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db
NOON = AT + timedelta(minutes=120)


def found(north):
    return queries.record(site=north, by=ben(), at=NOON)


def counted(kind, unit, *said):
    row = Equipment.objects.get(kind=kind, unit__code=unit)
    for hours, n in said:
        EquipmentUse.objects.create(equipment=row, seen_at=NOON - timedelta(hours=hours), in_use=n)


def test_ventilators_of_the_department_as_last_counted_raise_the_score():
    north = hospital()
    now = found(north)
    crowding = queries.emergency_now(now, queries.attendances(now)).crowding
    assert (crowding.score, crowding.ventilated) == (168, None)
    lines = [("Ventilator", "MAJ", 3, ""), ("Ventilator", "ICU", 9, ""), ("Pump", "MAJ", 9, "")]
    places.declare_equipment(site=north, lines=lines, since=AT, by="test", at=AT)
    assert ventilated(now, now.department.units) is None, "nobody counted"
    counted("Ventilator", "ICU", (1, 8))
    counted("Pump", "MAJ", (1, 7))
    assert ventilated(now, now.department.units) is None, "elsewhere, or something else"
    counted("Ventilator", "MAJ", (25, 3))
    assert ventilated(now, now.department.units) is None, "longer ago than a day"
    counted("Ventilator", "MAJ", (5, 3), (2, 2), (-1, 1))
    crowding = queries.emergency_now(now, queries.attendances(now)).crowding
    assert (crowding.score, crowding.ventilated) == (194, 2), "13.4 points each"


def test_a_stage_tells_who_is_ventilated():
    north = hospital()
    majors = {"unit": "MAJ"}
    source = declared("rooms", at_site=north)
    record(source, event("A", "Ventilation", 60, None, **majors),
           event("B", "Ventilation", 10, 100, **majors))  # fmt: skip
    line = ("Respirator", "MAJ", 3, "Ventilation")
    places.declare_equipment(site=north, lines=[line], since=AT, by="test", at=AT)
    assert Unit.objects.filter(code="MAJ").count() == 1
    now = found(north)
    assert ventilated(now, now.department.units) == 1
