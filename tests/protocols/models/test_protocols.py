"""What the database itself refuses about versions."""

import pytest
from django.db import IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.protocols.models import Contribution, Version
from tests.analysis.protocols import SEPSIS
from tests.factories import AT
from tests.protocols.worlds import draft, pia

pytestmark = pytest.mark.django_db


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
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(version=version.pk, person=pia(), at=AT)


def test_who_changed_a_version_is_only_added_to():
    draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.all().delete()
