"""What the database itself refuses about who must approve."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.frames.approvals import canonical
from carepath.protocols.models import ApprovalPolicy, Ruling
from tests.factories import AT
from tests.protocols.worlds import LOOSE, STRICT, decided, hana, hugo, in_review, proposed

pytestmark = pytest.mark.django_db


def become(row, **fields):
    with audit.acting_as("psql", at=AT, why="forged"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


def test_a_policy_says_where_it_holds_its_number_and_hash():
    row = decided()
    assert row.title == str(row)
    assert row.title.startswith("* v1 · ")
    assert row.rules == STRICT


def test_loosening_never_takes_effect_by_one_person_whatever_the_door():
    row = proposed(LOOSE)
    with pytest.raises(IntegrityError, match="protocols_approvalpolicy_four_eyes"):
        become(row, state="in_force", decided_by=hana(), decided_at=AT)
    with pytest.raises(IntegrityError, match="protocols_approvalpolicy_decided_whole"):
        become(row, state="in_force")


@pytest.mark.parametrize(
    "fields", [{"content": "{}"}, {"number": 9}, {"proposed_by": 0}, {"site": 0}]
)
def test_what_was_proposed_stays_as_it_is(fields):
    from tests.factories import site

    row = proposed()
    known = {"proposed_by": hugo().pk, "site": site("north").pk}
    named = {name: known.get(name, value) for name, value in fields.items()}
    with pytest.raises(IntegrityError, match="a policy stays as it was proposed"):
        become(row, **named)


@pytest.mark.parametrize("state", ["proposed", "declined"])
def test_what_was_decided_is_not_undone(state):
    with pytest.raises(IntegrityError, match="no policy goes from one state"):
        become(decided(), state=state)


@pytest.mark.parametrize("state", ["in_force", "replaced"])
def test_none_begins_in_force(state):
    with (
        pytest.raises(IntegrityError, match="a policy begins as a proposal"),
        audit.acting_as("psql", at=AT, why="forged"),
        transaction.atomic(),
    ):
        ApprovalPolicy.objects.bulk_create([
            ApprovalPolicy(
                number=7, content=canonical(LOOSE), state=state, reason="x", proposed_at=AT,
                proposed_by=hana(), decided_at=AT, decided_by=hugo(),
            )
        ])  # fmt: skip


def test_one_is_in_force_and_one_waits():
    decided()
    second = proposed(LOOSE)
    for state in ("in_force", "proposed"):
        assert ApprovalPolicy.objects.filter(state=state).count() == 1
    with pytest.raises(IntegrityError, match="(?i)unique"):
        become(second, state="in_force", decided_by=hugo(), decided_at=AT)


def test_a_decision_does_not_lie_before_its_proposal():
    with pytest.raises(IntegrityError, match="protocols_approvalpolicy_forward"):
        become(proposed(), state="declined", decided_by=hugo(), decided_at=AT - timedelta(hours=1))


def test_what_was_held_fast_is_only_added_to_once_each_edition():
    version = in_review()
    row = Ruling.objects.get()
    assert (row.version, row.edition, row.approvers) == (version.pk, 1, 2)
    assert str(row).startswith(f"{version.pk}.1 ")
    with pytest.raises(IntegrityError, match="only added to"):
        become(row, approvers=1)
    row.pk = None
    for fields in ({}, {"edition": 9, "approvers": 0}):
        for name, value in fields.items():
            setattr(row, name, value)
        with (
            pytest.raises(IntegrityError),
            audit.acting_as("psql", at=AT, why="forged"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)
