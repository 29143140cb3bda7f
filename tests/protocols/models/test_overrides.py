"""What the database itself refuses about overrides, whatever the door."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.protocols.models import Override
from tests.factories import AT
from tests.protocols.deviations import asked, confirmed, noor
from tests.protocols.worlds import nora

pytestmark = pytest.mark.django_db
SIGNED = {"decided_at": AT, "proved_at": AT, "printed_name": "x", "digest": "0" * 64}


def become(row, **fields):
    with audit.acting_as("psql", at=AT, why="forged"), transaction.atomic():
        Override.objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "confirmed"}, "protocols_override_decided_whole"),
        ({"state": "lapsed", "decided_at": AT}, "protocols_override|no override goes"),
        ({"state": "emergency"}, "no override goes from one state"),
        ({"reason": "another"}, "stays as it was asked for"),
        ({"place": "rules/lactate"}, "stays as it was asked for"),
        ({"emergency": True}, "stays as it was asked for"),
        ({"due_at": AT + timedelta(days=9)}, "protocols_override_due"),
    ],
)
def test_what_an_override_never_becomes(fields, said):
    with pytest.raises(IntegrityError, match=said):
        become(asked(), **fields)


def test_one_person_is_never_two():
    row = asked()
    with pytest.raises(IntegrityError, match="protocols_override_four_eyes"):
        become(row, state="confirmed", decided_by=nora(), **SIGNED)


def test_a_forged_confirmation_does_not_hold_as_its_seal_is_none():
    row = asked()
    become(row, state="confirmed", decided_by=noor(), **SIGNED)
    row.refresh_from_db()
    assert not row.is_sealed
    assert not row.holds(AT)


def test_a_late_countersignature_is_none():
    row, late = asked(emergency=True), AT + timedelta(hours=5)
    with pytest.raises(IntegrityError, match="protocols_override_in_time"):
        become(row, state="confirmed", decided_by=noor(), **SIGNED | {"decided_at": late})


def test_an_emergency_is_no_longer_than_four_hours_whatever_its_row_says():
    row = asked(emergency=True)
    row.due_at = AT + timedelta(days=9)
    assert row.lapses_at == AT + timedelta(hours=4)
    assert asked(place="rules/lactate").lapses_at is None
    with pytest.raises(IntegrityError, match="stays as it was asked for"):
        become(row, due_at=AT + timedelta(days=9))


def test_what_was_decided_stays():
    row = confirmed()
    for fields in ({"answer": "other"}, {"state": "withdrawn"}, {"digest": ""}):
        with pytest.raises(IntegrityError, match="what was decided about|no override goes"):
            become(row, **fields)


@pytest.mark.parametrize("state", ["confirmed", "lapsed", "declined"])
def test_none_begins_decided(state):
    row = asked()
    row.pk, row.place, row.state = None, "rules/lactate", state
    row.decided_at, row.decided_by, row.proved_at = AT, noor(), AT
    with (
        pytest.raises(IntegrityError, match="begins with one person asking"),
        audit.acting_as("psql", at=AT, why="forged"),
        transaction.atomic(),
    ):
        Override.objects.bulk_create([row])
