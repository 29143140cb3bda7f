"""How many there were when, and how many were said to be in use."""

from datetime import timedelta

import pytest

from carepath.frames.moments import to_us
from carepath.places import actions, queries
from carepath.places.models import Equipment
from tests.factories import AT, site
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_numbers_and_uses_are_steps_from_when_they_were_said():
    north, who = site(), hana()
    for number, at in ((8, AT), (6, AT + 5 * HOUR)):
        row = actions.set_equipment(
            site=north, kind="Ventilator", unit=ward(), number=number, stage="", by=who, at=at,
            reason="counted",
        )  # fmt: skip
    other = Equipment.objects.create(site=north, kind="Pump", number=1)
    for n, used in enumerate((3, 5, 4)):
        actions.set_use(row=row, in_use=used, seen_at=AT + n * HOUR, by=who, at=AT)
    found = list(queries.equipment_of(site=north))
    assert found == [other, row]
    there = queries.numbers_there(found)[row.pk]
    assert [there.when([to_us(AT + n * HOUR)]).item() for n in (-1, 0, 4, 5)] == [0, 8, 8, 6]
    said = queries.uses_said(found, low=AT + 1.5 * HOUR, high=AT + 9 * HOUR)
    assert said[row.pk].level.tolist() == [5, 4] and other.pk not in said
    last = queries.last_uses(found, at=AT + 1.5 * HOUR)
    assert {key: one.in_use for key, one in last.items()} == {row.pk: 5}
    assert queries.last_count(site=north, kind="Ventilator") == AT + 2 * HOUR
    assert queries.last_count(site=north, kind="Pump") is None
