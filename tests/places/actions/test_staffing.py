"""Writes of who is on duty in a unit."""

import pytest

from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import UnitStaff
from tests.factories import AT
from tests.places.worlds import hana, ward, with_shifts

pytestmark = pytest.mark.django_db
DAY = AT.date()


def entered(present, needed, shift="early"):
    return actions.set_unit_staff(
        unit=ward(), role="Nurses", shift=shift, day=DAY, present=present, needed=needed,
        by=hana(), at=AT, reason="phoned round",
    )  # fmt: skip


def test_a_number_is_entered_changed_and_kept_and_typed_over_a_file():
    with_shifts()
    row = entered(4, 6)
    entered(4, 6)
    UnitStaff.objects.update(source="rota.csv")
    entered(None, 6)
    row.refresh_from_db()
    assert (row.present, row.missing, row.source) == (None, None, "")
    assert [one.present for one in row.history.order_by("history_id")] == [4, None]
    first, second = Entry.objects.filter(verb="unit_staff.set").order_by("id")
    assert (second.detail["before"], second.detail["after"]) == ([4, 6], [None, 6])
    assert (first.site, first.why) == ("north", "phoned round")
    with pytest.raises(actions.NoSuchShift, match="early, late, night"):
        entered(1, 1, "tea")


def test_a_day_is_declared_once():
    north = with_shifts()
    ward()
    for present in (3, 5):
        lines = [("W1", "Nurses", "early", present, 6)]
        actions.declare_unit_staff(site=north, day=DAY, lines=lines, by="test", at=AT)
    assert UnitStaff.objects.get().present == 3
    assert UnitStaff.history.count() == 1
