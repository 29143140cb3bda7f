"""What people of the invented hospital enter: drawn by seed and day, once, and never over them."""

from datetime import timedelta

import pytest

from carepath.demo.actions import entering
from carepath.places import actions as places
from carepath.places import queries
from carepath.places.models import Equipment, EquipmentUse, Slot, Unit, UnitStaff
from carepath.simulator import stages
from tests.demo.worlds import a_hospital
from tests.factories import AT

pytestmark = pytest.mark.django_db


def entered(row, at):
    entering.enter(row, shown=at, by="test", at=at)
    return [model.objects.count() for model in (UnitStaff, Slot, EquipmentUse, Equipment)]


def test_staff_slots_and_use_are_entered_once_and_go_on_with_the_clock():
    row = a_hospital()
    for code, name in stages.UNITS.items():
        Unit.objects.get_or_create(site=row.site, code=code, defaults={"name": name})
    first = entered(row, AT)
    assert entered(row, AT) == first and min(first) > 0
    assert first[3] == len(entering.EQUIPMENT)
    days = queries.staffed_days(
        site=row.site, first=AT.date() - timedelta(days=9), last=AT.date() + timedelta(days=9)
    )
    assert len(days) == 4  # since it began, and tomorrow
    past = Slot.objects.filter(starts_at__lt=AT, taken=True).count()
    assert past / Slot.objects.filter(starts_at__lt=AT).count() > 0.8
    ahead = list(Slot.objects.filter(starts_at__gt=AT + timedelta(days=5), taken=False))
    kept = UnitStaff.objects.order_by("pk").last()
    places.set_unit_staff(
        unit=kept.unit, role=kept.role, shift=kept.shift, day=kept.worked_on, present=77, needed=9,
        by="user:1", at=AT, reason="a persona",
    )  # fmt: skip
    later = entered(row, AT + timedelta(days=1))
    assert all(after > before for after, before in zip(later[:3], first[:3], strict=True))
    assert UnitStaff.objects.get(pk=kept.pk).present == 77
    entered(row, AT + timedelta(days=5))
    booked = Slot.objects.filter(pk__in=[slot.pk for slot in ahead], taken=True).count()
    assert 0 < booked < len(ahead)
    assert all(row.in_use <= row.equipment.number for row in EquipmentUse.objects.all())
