"""Holidays in the database: one a day at a site, with a name, within a century, and at their site
for good."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.places.models import Holiday
from tests.factories import AT, site

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 25)


def saved(**fields):
    with audit.acting_as("test", at=AT, why="past the actions"):
        row = Holiday(**{"site": site(), "day": DAY, "name": "Christmas Day"} | fields)
        row.save()
    return row


@pytest.mark.parametrize(
    "fields", [{}, {"name": ""}, {"day": date(1926, 12, 26)}, {"day": date(2100, 1, 1)}]
)
def test_what_is_no_holiday_is_refused_by_the_database(fields):
    assert str(saved()) == "Christmas Day, 2026-12-25"
    if fields:
        fields = {"day": date(2026, 12, 26)} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(**fields)


def test_another_site_has_the_same_day_but_none_moves_there():
    row = saved()
    saved(site=site("south"))
    row.site, row.day = site("west"), date(2026, 12, 27)
    act = audit.acting_as("test", at=AT, why="past the actions")
    with pytest.raises(DatabaseError, match="stays at its site"), act:
        row.save()


def test_nothing_is_written_without_who_and_why():
    with pytest.raises(DatabaseError), transaction.atomic():
        Holiday.objects.create(site=site(), day=DAY, name="Christmas Day")
