"""Signatures: only added to, each sealed over all it says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.protocols.models import Comment, Signature
from tests.factories import AT
from tests.protocols.worlds import again, approve, in_review, nora

pytestmark = pytest.mark.django_db


def one():
    version = in_review()
    approve(version, nora())
    return again(version), Signature.objects.get()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("printed_name", "Somebody else"),
        ("meaning", "activated"),
        ("roles", ["QUALITY_LEAD"]),
        ("at", AT + timedelta(days=1)),
        ("proved_at", AT - timedelta(days=1)),
        ("previous", "0" * 64),
        ("place", "north"),
        ("edition", 2),
        ("content_sha256", "0" * 64),
    ],
)
def test_a_signature_that_says_something_else_does_not_count(field, value):
    version, signature = one()
    assert signature.counts_for(version)
    setattr(signature, field, value)
    assert not signature.counts_for(version)


def test_fields_cannot_flow_into_each_other():
    _version, signature = one()
    before = signature.digest_now()
    signature.printed_name, signature.place = signature.printed_name[1:], signature.printed_name[0]
    assert signature.digest_now() != before


def test_the_database_changes_and_removes_none():
    one()
    for act in (
        lambda: Signature.objects.update(printed_name="x"),
        lambda: Signature.objects.all().delete(),
        lambda: Comment.objects.create(
            version=1, edition=1, text="x", author=nora(), at=AT
        ).delete(),
    ):
        with (
            pytest.raises(IntegrityError, match="only added to"),
            transaction.atomic(),
            audit.acting_as("test", at=AT, why="forged"),
        ):
            act()
    assert Signature.objects.get().printed_name == "Nora"


def test_a_proof_lies_before_its_signature():
    _version, signature = one()
    signature.pk, signature.digest, signature.edition = None, "1" * 64, 9
    signature.proved_at = AT + timedelta(seconds=1)
    with (
        pytest.raises(IntegrityError, match="protocols_signature_proved_before"),
        transaction.atomic(),
        audit.acting_as("test", at=AT, why="forged"),
    ):
        signature.save(force_insert=True)
