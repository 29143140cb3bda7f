"""Writes of slots."""

from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import Slot
from tests.factories import AT, site
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def added(start, minutes=60, resource="Theatre 1"):
    return actions.add_slot(
        site=site(), kind="theatre", resource=resource, starts_at=start, minutes=minutes,
        taken=False, unit=None, by=hana(), at=AT, reason="an extra list",
    )  # fmt: skip


def test_a_slot_is_added_taken_and_freed_and_never_overlaps():
    row = added(AT)
    for start, minutes in ((AT - 30 * MINUTE, 60), (AT + 59 * MINUTE, 5), (AT, 1)):
        with pytest.raises(actions.SlotOverlaps, match="Theatre 1 has a slot of 60 minutes"):
            added(start, minutes)
    added(AT + 60 * MINUTE)
    added(AT, resource="Theatre 2")
    assert actions.set_slot(row=row, taken=True, by=hana(), at=AT)
    assert not actions.set_slot(row=row, taken=True, by=hana(), at=AT)
    assert actions.set_slot(row=row, taken=False, by=hana(), at=AT)
    assert [one.taken for one in row.history.order_by("history_id")] == [False, True, False]
    verbs = Entry.objects.filter(target__endswith=f":{row.pk}").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "slot.added", "slot.taken", "slot.freed",
    ]  # fmt: skip


def test_what_is_declared_again_is_there_once_and_may_only_be_taken():
    ward()
    for taken in (False, True, False):
        lines = [("imaging", "CT 1", "W1", AT, 30, taken)]
        actions.declare_slots(site=site(), lines=lines, by="test", at=AT)
    assert (Slot.objects.get().taken, Slot.objects.get().unit.code) == (True, "W1")
    assert [one.taken for one in Slot.history.order_by("history_id")] == [False, True]
