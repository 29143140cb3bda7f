"""Signatures: by whom, on what, after which proof; each way around is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.accounts.models import Grant
from carepath.audit import actions as audit
from carepath.protocols import actions, policies, queries
from carepath.protocols.models import Signature, Version
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT
from tests.protocols.worlds import (
    again,
    approve,
    approved,
    ask,
    draft,
    in_review,
    nora,
    pia,
    quinn,
    somebody,
)

pytestmark = pytest.mark.django_db


def test_two_of_the_right_roles_approve():
    version = in_review()
    assert approve(version, nora()).state == "in_review"
    assert queries.standing(version).missing == [
        "1 more approval",
        "a protocol owner or quality lead among them",
    ]
    assert approve(version, quinn()).state == "approved"


def test_a_signature_says_who_when_what_and_in_which_role():
    version = in_review()
    approve(version, nora())
    one = Signature.objects.get()
    assert (one.printed_name, one.meaning, one.roles) == ("Nora", "approved", ["CLINICIAN"])
    assert (one.content_sha256, one.edition, one.at) == (version.sha256, 1, AT)
    assert one.counts_for(version)
    assert one.previous == ""
    approve(version, quinn())
    assert Signature.objects.latest("pk").previous == one.digest


def test_nobody_approves_what_they_changed():
    version = in_review()
    with pytest.raises(PermissionDenied, match="Nobody approves what they changed"):
        approve(version, pia())


def test_who_touched_it_once_is_an_author_for_good():
    version = draft()
    higher = with_row(SEPSIS, "doses", "first", amount="7.5")
    for document in (higher, SEPSIS):
        row = again(version)
        actions.save(
            version=row, edition=row.edition, document=document, by=quinn(), at=AT, reason="x"
        )
    row = actions.ask_review(
        version=again(version), reviewers=[nora()], by=pia(), at=AT, reason="x"
    )
    with pytest.raises(PermissionDenied, match="Nobody approves what they changed"):
        approve(row, quinn())


@pytest.mark.parametrize("role", ["BED_MANAGER", "READ_ONLY", "SYSTEM_ADMINISTRATOR"])
def test_who_may_not_review_signs_nothing(role):
    with pytest.raises(PermissionDenied, match="You may not review and approve"):
        approve(in_review(), somebody("x", role))
    assert not Signature.objects.exists()


def test_a_clinician_who_was_not_named_signs_nothing():
    with pytest.raises(PermissionDenied, match="when named as reviewer"):
        approve(in_review(), somebody("other", "CLINICIAN"))


def test_a_reviewer_of_another_site_signs_nothing():
    with pytest.raises(PermissionDenied):
        approve(in_review(), somebody("south", "QUALITY_LEAD", at_site="south"))


def test_a_worker_signs_nothing():
    with pytest.raises(PermissionDenied, match="Only a person can sign"):
        approve(in_review(), somebody("robot", "QUALITY_LEAD", worker=True))


def test_a_new_reviewer_waits_a_day():
    fresh = somebody("fresh", "QUALITY_LEAD", since=AT - timedelta(hours=23, minutes=59))
    with pytest.raises(PermissionDenied, match="a new reviewer waits 24 hours"):
        approve(in_review(), fresh)
    assert approve(in_review(name="Other"), fresh, at=AT + timedelta(minutes=1))


@pytest.mark.parametrize(
    "proved_at", [None, AT - timedelta(minutes=5, seconds=1), AT + timedelta(seconds=1)]
)
def test_without_a_fresh_proof_nobody_signs(proved_at):
    version = in_review()
    with pytest.raises(PermissionDenied, match="Prove again who you are"):
        approve(version, nora(), proved_at=proved_at)
    assert approve(version, nora(), proved_at=AT - timedelta(minutes=5))


def test_a_stale_approval_is_refused():
    version = in_review()
    actions.save(
        version=version, edition=1, document=with_row(SEPSIS, "doses", "first", amount="9"),
        by=pia(), at=AT, reason="more",
    )  # fmt: skip
    ask(again(version))
    with pytest.raises(policies.NotNow, match="changed after you opened it"):
        approve(again(version), nora(), edition=1, sha256=version.sha256)
    assert not Signature.objects.exists()


def test_the_same_content_in_another_edition_is_not_what_was_read():
    version = in_review()
    approve(version, nora())
    actions.send_back(version=version, by=quinn(), at=AT, reason="wait")
    row = ask(again(version))
    assert row.sha256 == version.sha256
    with pytest.raises(policies.NotNow, match="changed after you opened it"):
        approve(row, quinn(), edition=1)
    assert queries.standing(row).approvals == []


def test_a_replayed_signature_is_refused():
    version = in_review()
    approve(version, nora())
    with pytest.raises(policies.NotNow, match="You approved this version already"):
        approve(version, nora())


def test_a_copied_signature_row_is_refused_by_the_database_and_counts_nowhere():
    version = in_review()
    approve(version, nora())
    copy = Signature.objects.get()
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
    other = in_review(name="Other")
    copy.pk, copy.version = None, other.pk
    copy.digest = "0" * 64
    with audit.acting_as("psql", at=AT, why="forged"):
        copy.save(force_insert=True)
    assert queries.standing(other).approvals == []


def test_a_signature_on_another_content_does_not_count():
    version = in_review()
    approve(version, nora())
    one = Signature.objects.get()
    assert not one.counts_for(Version(pk=version.pk, content=version.content, sha256="0" * 64))
    altered = again(version)
    altered.content = altered.content.replace('"5"', '"50"')
    assert not one.counts_for(altered)


def test_altered_content_is_neither_intact_nor_signed():
    version = in_review()
    with audit.acting_as("test", at=AT, why="tamper"):
        text = version.content.replace('"amount":"5"', '"amount":"50"')
        Version.objects.filter(pk=version.pk).update(content=text)
    assert not again(version).is_intact
    with pytest.raises(policies.NotNow, match="changed after you opened it"):
        approve(again(version), nora())


def test_a_revoked_role_takes_its_approval_with_it():
    version = in_review()
    approve(version, nora())
    with audit.acting_as("test", at=AT, why="left"):
        Grant.objects.get(user=nora()).delete()
    assert queries.standing(version).approvals == []
    assert approve(version, quinn()).state == "in_review"


def test_only_a_version_in_review_is_approved():
    version = draft()
    with pytest.raises(policies.NotNow, match="only a version in review is approved"):
        approve(version, quinn())
    withdrawn = actions.withdraw(version=approved(name="Other"), by=pia(), at=AT, reason="x")
    with pytest.raises(policies.NotNow, match="only a version in review is approved"):
        approve(withdrawn, somebody("lead", "QUALITY_LEAD"))


def test_more_may_sign_what_is_approved_and_change_nothing_by_it():
    version = approve(approved(), somebody("lead", "QUALITY_LEAD"))
    assert version.state == "approved"
    assert len(queries.standing(version).approvals) == 3


def test_checks_hold_at_the_moment_of_signing():
    version = in_review()
    later = AT + timedelta(days=365)
    with pytest.raises(policies.NotNow, match="It will be looked at again"):
        approve(version, nora(), at=later)
