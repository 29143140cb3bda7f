"""What the database itself refuses about versions."""

import pytest
from django.db import IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.protocols import policies
from carepath.protocols.models import Contribution, Version
from tests.analysis.protocols import SEPSIS
from tests.factories import AT
from tests.protocols.worlds import again, approve, approved, ask, draft, in_review, nora, pia

pytestmark = pytest.mark.django_db
GUARDED = Version.GUARDS


def test_a_version_is_named_by_number_and_hash():
    version = draft()
    assert version.title == str(version) == f"v1 · {version.sha256[:8]}"
    assert version.document == SEPSIS
    assert version.is_intact
    version.content += " "
    assert not version.is_intact


@pytest.mark.parametrize("fields", [{"state": "somewhere"}, {"sha256": "x"}, {"sha256": "A" * 64}])
def test_what_no_version_can_be(fields):
    version = draft()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        audit.acting_as("test", at=AT, why="forged"),
    ):
        Version.objects.filter(pk=version.pk).update(**fields)


def test_a_number_and_a_contribution_are_given_once():
    version = draft()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        audit.acting_as("test", at=AT, why="forged"),
    ):
        Version.objects.create(
            protocol=version.protocol, number=1, content="{}", sha256="0" * 64, reason="x",
            created_at=AT, created_by=pia(),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="(?i)unique"):
        contribute(version, pia())


def test_who_changed_a_version_is_only_added_to():
    draft()
    with (
        pytest.raises(IntegrityError, match="only added to"),
        transaction.atomic(),
        audit.acting_as("test", at=AT, why="forged"),
    ):
        Contribution.objects.all().delete()


def contribute(version, person):
    with audit.acting_as("test", at=AT, why="a world for tests"), transaction.atomic():
        Contribution.objects.create(version=version.pk, person=person, at=AT)


def become(version, **fields):
    with audit.acting_as("test", at=AT, why="forged"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**fields)


def test_the_database_knows_the_same_moves_as_the_table():
    from itertools import product

    known = GUARDED["state"][1]
    for one, other in product(Version.State, repeat=2):
        allowed = other in policies.TRANSITIONS[one]
        assert (f"'{one}>{other}'" in known) is allowed


@pytest.mark.parametrize(
    "fields",
    [{"content": "{}"}, {"sha256": "1" * 64}, {"edition": 9}, {"number": 7}],
)
def test_what_was_approved_stays_as_it_is_by_any_door(fields):
    version = approved()
    with pytest.raises(IntegrityError, match="what was approved stays as it is"):
        become(version, **fields)


@pytest.mark.parametrize("state", ["approved", "active", "retired"])
def test_no_state_is_jumped_over_by_any_door(state):
    version = draft()
    with pytest.raises(IntegrityError, match="no version goes|too few others have signed"):
        become(version, state=state)


def test_approved_needs_a_signature_of_somebody_else_on_this_content_by_any_door():
    version = in_review()
    with pytest.raises(IntegrityError, match="too few others have signed"):
        become(version, state="approved")
    approve(version, nora())
    become(version, state="draft", edition=2)
    with pytest.raises(IntegrityError, match="no policy was held fast"):
        become(version, state="in_review")
    ask(again(version))
    with pytest.raises(IntegrityError, match="too few others have signed"):
        become(version, state="approved")


def test_a_signature_of_an_author_is_none_to_the_database():
    version = in_review()
    approve(version, nora())
    contribute(version, nora())
    with pytest.raises(IntegrityError, match="too few others have signed"):
        become(version, state="approved")
