"""Flags are put up and taken down, each with its line in the ledger."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit.models import Entry
from carepath.capacity import actions
from carepath.capacity.models import Flag
from tests.capacity.actions.test_moving import minutes, two, visit
from tests.capacity.actions.test_projecting import feed
from tests.factories import ben, nora

pytestmark = pytest.mark.django_db


def test_the_later_of_two_discharges_counts_and_barriers_stand_side_by_side():
    two(feed())
    who, journey = ben(first_name="Ben"), visit("V1")
    put = {"journey": journey, "by": who}
    for hour in (60, 120):
        actions.put_up(kind="discharge", due=minutes(hour), at=minutes(5), **put)
    for what in ("transport", "letter"):
        actions.put_up(kind="barrier", what=what, owner="ward", at=minutes(6), **put)
    standing = Flag.objects.filter(ended_at=None)
    assert [(row.kind, row.due_at, row.what) for row in standing] == [
        ("discharge", minutes(120), ""), ("barrier", None, "transport"),
        ("barrier", None, "letter"),
    ]  # fmt: skip
    flag = standing.get(what="letter")
    assert actions.take_down(flag=flag, by=who, at=minutes(9))
    assert not actions.take_down(flag=flag, by=who, at=minutes(9))
    verbs = [entry.verb for entry in Entry.objects.filter(verb__startswith="patient.")]
    assert sorted(verbs) == ["patient.barrier"] * 2 + [
        "patient.barrier_ended", "patient.discharge", "patient.discharge",
    ]  # fmt: skip


def test_who_may_not_place_says_nothing_of_patients():
    two(feed())
    manager, nurse, said = ben(), nora(), {"journey": visit("V1"), "at": minutes(5)}
    with pytest.raises(PermissionDenied):
        actions.put_up(kind="private", by=nurse, **said)
    flag = actions.put_up(kind="private", by=manager, **said)
    with pytest.raises(PermissionDenied):
        actions.take_down(flag=flag, by=nurse, at=minutes(6))
    with pytest.raises(ValueError, match="barrier x"):
        actions.put_up(kind="barrier", what="x", owner="ward", by=manager, **said)
