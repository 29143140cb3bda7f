"""Rows whose history says who, when and why, also of their end."""

import pytest

from carepath.places.actions import rows
from carepath.places.models import OpenBeds, Unit
from tests.factories import AT, ben, site

pytestmark = pytest.mark.django_db


def test_a_row_is_saved_and_removed_with_who_when_and_why():
    who = ben()
    unit = Unit.objects.create(site=site(), code="W1")
    row = OpenBeds(unit=unit, open_beds=1, physical=2)
    rows.save(row, by="worker:demo", at=AT)
    rows.remove(row, by=who, at=AT, why="closed " * 40)
    last, first = OpenBeds.history.order_by("-history_id")
    assert (first.history_user, first.history_change_reason) == (None, None)
    assert (last.history_type, last.history_user, last.history_date) == ("-", who, AT)
    assert len(last.history_change_reason) == 100
