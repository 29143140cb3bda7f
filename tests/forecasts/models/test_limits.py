"""One version holds at a site; what was set stays, and what was replaced does not come back."""

import pytest
from django.db import DatabaseError, transaction

from carepath.audit import actions as audit
from carepath.forecasts.models import AdviceLimits
from carepath.frames import advice
from tests.factories import AT, ben, site

pytestmark = pytest.mark.django_db


def limits(where, number, **fields):
    said = {"set_at": AT, "set_by": ben(), "reason": "so"} | fields
    row = AdviceLimits(site=where, number=number, content=advice.canonical(advice.SHIPPED), **said)
    with audit.acting_as("test", at=AT, why="a test"), transaction.atomic():
        row.save(force_insert=True)
    return row


def changed(row, **fields):
    with audit.acting_as("test", at=AT, why="a test"), transaction.atomic():
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def test_one_version_holds_at_a_time_with_a_reason():
    where = site()
    first = limits(where, 1)
    assert first.name.startswith("v1 · ") and first.name in str(first)
    assert first.limits == advice.SHIPPED
    for wrong in ({"number": 2}, {"number": 1, "state": "replaced"}):
        with pytest.raises(DatabaseError):
            limits(where, **wrong)
    with pytest.raises(DatabaseError):
        limits(site("south"), 1, reason="")


def test_what_was_set_stays():
    row = limits(site(), 1)
    for change in ({"content": "{}"}, {"number": 7}):
        with pytest.raises(DatabaseError, match="stay as they were set"):
            changed(AdviceLimits.objects.get(pk=row.pk), **change)
    changed(row, state="replaced")
    with pytest.raises(DatabaseError, match="do not come back"):
        changed(row, state="in_force")
