"""How slots are used, and which is free next."""

from datetime import date, timedelta

import pytest

from carepath.places import queries
from carepath.places.models import Slot
from tests.factories import AT, site

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def slot(resource, start, taken, minutes=60, kind="theatre"):
    return Slot.objects.create(
        site=site(), kind=kind, resource=resource, starts_at=start, minutes=minutes, taken=taken
    )


def test_use_is_of_slots_that_began_and_free_ones_are_to_come():
    slot("T1", AT - HOUR, True)
    slot("T1", AT - 25 * HOUR, False, minutes=20)
    slot("T1", AT - timedelta(days=40), False)
    slot("T2", AT - HOUR, False)
    slot("T2", AT, True)
    free = slot("T2", AT + HOUR, False)
    slot("T1", AT + 2 * HOUR, False)
    slot("C", AT + timedelta(days=8), False, kind="clinic")
    found = queries.slots(site=site(), at=AT)
    assert (found.taken, found.offered) == (60, 140)
    assert (found.next_free, found.free_ahead) == (free, 2)
    assert [(one.name, one.taken, one.offered, one.free_ahead) for one in found.resources] == [
        ("T1", 60, 80, 1), ("T2", 0, 60, 1),
    ]  # fmt: skip
    assert found.week.shares[0, 9] == 0.5  # Monday from nine, of two theatres one
    clinic = queries.slots(site=site(), at=AT, kind="clinic")
    assert (clinic.next_free.resource, clinic.free_ahead, clinic.offered) == ("C", 0, 0)
    first = queries.slots(site=site(), at=AT, size=1)
    assert (first.after, first.resources[0].name) == ("T1", "T1")
    rest = queries.slots(site=site(), at=AT, after=first.after, size=1)
    assert (rest.after, rest.resources[0].name) == ("", "T2")


def test_slots_of_a_day_are_those_of_the_local_day():
    midnight = AT.replace(hour=23, minute=0)  # of the day after, in Amsterdam
    slot("T1", midnight - HOUR, True)
    later = slot("T1", midnight, True)
    page = queries.slots_of_day(site=site(), day=date(2026, 3, 3))
    assert list(page.items) == [later]
    assert queries.last_slot_day(site=site()) == date(2026, 3, 3)
    assert queries.last_slot_day(site=site("south")) is None
    assert queries.has_slots(site=site()) and not queries.has_slots(site=site("south"))
