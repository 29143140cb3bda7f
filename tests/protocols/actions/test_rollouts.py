"""Into force at a site, and out again: at once, by one, with what was there before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.accounts.models import Grant
from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.journeys.models import Annotation
from carepath.protocols import actions, policies, queries
from carepath.protocols.models import Activation, Signature, Version
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT, site
from tests.protocols.worlds import (
    activate,
    active,
    administrators,
    again,
    amended,
    approve,
    approved,
    ask,
    both,
    draft,
    in_review,
    nora,
    pia,
    quinn,
    somebody,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def state(version):
    return again(version).state


def test_an_approved_version_comes_into_force_with_a_signature_and_a_mark():
    running = active()
    assert (running.starts_at, running.ends_at, state(running.version)) == (AT, None, "active")
    signature = Signature.objects.get(meaning="activated")
    assert (signature.signer, signature.place) == (pia(), "north")
    mark = Annotation.objects.get()
    assert (mark.text, mark.kind) == ("v1 of “Sepsis” in force", Annotation.Kind.BEGAN)
    assert mark.starts_at == mark.ends_at == AT
    assert set(mark.stages) == running.version.document.touched
    assert list(queries.in_force(site=site("north"), at=AT)) == [running]
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"protocol.signed", "protocol.activated", "protocol.in_force"} <= verbs


@pytest.mark.parametrize("make", [draft, in_review])
def test_what_was_not_approved_never_comes_into_force(make):
    administrators()
    with pytest.raises(policies.NotNow, match="only an approved version comes into force"):
        activate(make())


def test_a_state_alone_is_no_approval():
    administrators()
    version = in_review()
    approve(version, nora())
    with (
        pytest.raises(IntegrityError, match="too few others have signed"),
        audit.acting_as("test", at=AT, why="forged"),
    ):
        Version.objects.filter(pk=version.pk).update(state="approved")
    with pytest.raises(policies.NotNow, match="only an approved version comes into force"):
        activate(again(version))


def test_a_version_that_begins_approved_is_none_by_any_door():
    version = draft()
    for state in ("in_review", "approved", "active"):
        version.pk, version.number, version.state = None, 9, state
        with (
            pytest.raises(IntegrityError, match="a version begins as a draft"),
            audit.acting_as("psql", at=AT, why="forged"),
        ):
            Version.objects.bulk_create([version])


def test_nothing_is_in_force_at_a_site_it_was_not_signed_for_by_any_door():
    running = active()
    for version, where in ((running.version, site("south")), (draft(name="Other"), site("north"))):
        forged = Activation(
            protocol=version.protocol, version=version, site=where, starts_at=AT, reason="x",
            under_way="finish", activated_at=AT, activated_by=nora(),
        )  # fmt: skip
        with (
            pytest.raises(IntegrityError, match="only an active version that was signed"),
            audit.acting_as("psql", at=AT, why="forged"),
        ):
            Activation.objects.bulk_create([forged])


def test_an_approver_who_lost_the_role_before_it_came_into_force_does_not_count():
    administrators()
    version = approved()
    with audit.acting_as("test", at=AT, why="left"):
        Grant.objects.get(user=quinn()).delete()
    with pytest.raises(policies.NotNow, match="Approvals are missing"):
        activate(version)


def test_nothing_comes_into_force_before_two_administrators_exist():
    version = approved()
    somebody("root", "SYSTEM_ADMINISTRATOR")
    with pytest.raises(policies.NotNow, match="two administrators are needed"):
        activate(version)
    administrators()
    assert activate(version)


@pytest.mark.parametrize("role", ["QUALITY_LEAD", "CLINICIAN", "HOSPITAL_ADMINISTRATOR"])
def test_who_may_not_activate_brings_nothing_into_force(role):
    administrators()
    with pytest.raises(PermissionDenied, match="You may not activate protocols"):
        activate(approved(), by=somebody("x", role))


def test_an_owner_of_one_site_brings_nothing_into_force_at_another():
    administrators()
    south = somebody("south", "PROTOCOL_OWNER", at_site="south")
    with pytest.raises(PermissionDenied):
        activate(approved(), by=south)


@pytest.mark.parametrize("proved_at", [None, AT - timedelta(minutes=6)])
def test_without_a_fresh_proof_nothing_comes_into_force(proved_at):
    administrators()
    with pytest.raises(PermissionDenied, match="Prove again who you are"):
        activate(approved(), proved_at=proved_at)


def test_what_was_read_must_be_what_comes_into_force():
    administrators()
    with pytest.raises(policies.NotNow, match="changed after you opened it"):
        activate(approved(), sha256="0" * 64)


def test_an_invented_protocol_is_never_in_force_at_a_real_site():
    administrators()
    invented = site("demo", synthetic=True)
    version = approved(where=invented)
    with pytest.raises(policies.NotNow, match="never in force at a real one"):
        activate(version)
    assert activate(version, where=invented)


def test_it_cannot_begin_in_the_past_and_may_begin_later():
    administrators()
    version = approved()
    with pytest.raises(policies.NotNow, match="in the past"):
        activate(version, starts_at=AT - timedelta(seconds=1))
    running = activate(version, starts_at=LATER)
    assert not queries.in_force(site=site("north"), at=AT).exists()
    assert list(queries.in_force(site=site("north"), at=LATER)) == [running]


def test_the_next_version_takes_its_place():
    first = active()
    second = amended(first)
    first.refresh_from_db()
    assert (first.ended, first.ends_at) == ("amended", AT)
    assert (state(first.version), state(second.version)) == ("amended", "active")
    assert list(queries.in_force(site=site("north"), at=LATER)) == [second]


def test_a_change_that_weighs_more_against_what_is_in_force_needs_its_approvals():
    """Against the version before it a change of words, but in the south the dose is another."""
    first = active()
    south = site("south")
    activate(again(first.version), where=south)
    second = amended(first)
    words = with_row(second.version.document, "steps", "flag", notes="look twice")
    third = actions.branch(
        protocol=first.protocol, parent=again(second.version), by=pia(), at=AT, reason="words",
        document=words,
    )  # fmt: skip
    version = approve(ask(third), quinn())
    assert version.state == "approved"
    with pytest.raises(policies.NotNow, match="Approvals are missing: 1 more approval"):
        activate(version, where=south)
    assert activate(approve(version, nora()), where=south)


def test_what_is_in_force_is_never_lost_unseen():
    """Two drafts of one version: after one came into force the other must know of it."""
    first = active()
    timing = with_row(SEPSIS, "rules", "within-hour", within_s=1800)
    mine = actions.branch(
        protocol=first.protocol, parent=first.version, by=pia(), at=AT, reason="sooner",
        document=timing,
    )  # fmt: skip
    ready = both(ask(mine))
    second = amended(first)
    with pytest.raises(policies.NotNow, match="its changes would be lost unseen"):
        activate(ready)
    assert list(queries.in_force(site=site("north"), at=AT)) == [second]


def test_drafts_between_do_not_hide_a_dose():
    first = active()
    higher = with_row(SEPSIS, "doses", "first", amount="7.5")
    between = actions.branch(
        protocol=first.protocol, parent=first.version, by=pia(), at=AT, reason="dose",
        document=higher,
    )  # fmt: skip
    words = actions.branch(
        protocol=first.protocol, parent=between, by=pia(), at=AT, reason="words",
        document=with_row(higher, "steps", "flag", notes="look twice"),
    )  # fmt: skip
    assert approve(ask(words), quinn()).state == "in_review"


def test_rolled_back_the_one_before_is_in_force_again():
    first = active()
    second = amended(first)
    restored = actions.roll_back(activation=second, by=nora(), at=LATER, reason="too high")
    assert (restored.version, restored.restores, restored.starts_at) == (
        first.version, first, LATER,
    )  # fmt: skip
    second.refresh_from_db()
    assert (second.ended, second.ends_at) == ("rolled_back", LATER)
    assert (state(first.version), state(second.version)) == ("active", "rolled_back")
    assert list(queries.in_force(site=site("north"), at=LATER)) == [restored]


def test_the_first_version_rolled_back_leaves_nothing():
    running = active()
    assert actions.roll_back(activation=running, by=quinn(), at=LATER, reason="harm") is None
    assert state(running.version) == "rolled_back"
    assert not queries.in_force(site=site("north"), at=LATER).exists()


def test_an_emergency_stop_puts_nothing_in_its_place():
    second = amended(active())
    actions.stop(activation=second, by=nora(), at=LATER, reason="harm")
    assert state(second.version) == "rolled_back"
    assert not queries.in_force(site=site("north"), at=LATER).exists()


def test_what_has_not_begun_can_be_rolled_back_without_a_gap():
    first = active()
    changed = with_row(SEPSIS, "doses", "first", amount="7.5")
    second = actions.branch(
        protocol=first.protocol, parent=first.version, by=pia(), at=AT, reason="dose",
        document=changed,
    )  # fmt: skip
    running = activate(both(ask(second)), starts_at=LATER)
    restored = actions.roll_back(activation=running, by=nora(), at=AT, reason="no")
    assert restored.starts_at == LATER
    for moment in (AT, LATER, LATER + timedelta(days=1)):
        (one,) = queries.in_force(site=site("north"), at=moment)
        assert one.version == first.version


def test_a_reason_is_needed_and_a_second_time_is_refused():
    running = active()
    with pytest.raises(audit.NoActor, match="Give a reason"):
        actions.stop(activation=running, by=nora(), at=LATER, reason="")
    actions.stop(activation=running, by=nora(), at=LATER, reason="harm")
    with pytest.raises(policies.NotNow, match="no longer in force"):
        actions.stop(activation=running, by=nora(), at=LATER, reason="harm")


@pytest.mark.parametrize("role", ["BED_MANAGER", "READ_ONLY", "AUDITOR"])
def test_who_may_not_stop_stops_nothing(role):
    running = active()
    with pytest.raises(PermissionDenied, match="You may not stop and roll back"):
        actions.stop(activation=running, by=somebody("x", role), at=LATER, reason="harm")


def test_retired_is_the_end_and_takes_an_owner():
    running = active()
    with pytest.raises(PermissionDenied):
        actions.retire(activation=running, by=nora(), at=LATER, reason="old")
    actions.retire(activation=running, by=pia(), at=LATER, reason="old")
    assert state(running.version) == "retired"
    with pytest.raises(policies.NotNow, match="only an approved version"):
        activate(again(running.version))


def test_in_force_at_two_sites_it_stays_active_until_it_is_in_force_nowhere():
    running = active()
    south = site("south")
    other = activate(again(running.version), where=south)
    actions.stop(activation=running, by=nora(), at=LATER, reason="harm")
    assert state(running.version) == "active"
    actions.stop(activation=other, by=nora(), at=LATER, reason="harm")
    assert state(running.version) == "rolled_back"


def test_the_database_holds_one_version_in_force_for_a_protocol_and_site():
    running = active()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        audit.acting_as("test", at=AT, why="forged"),
    ):
        Activation.objects.create(
            protocol=running.protocol, version=running.version, site=running.site,
            starts_at=LATER, under_way="finish", reason="x", activated_at=AT,
            activated_by=pia(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (actions.roll_back, Annotation.Kind.ROLLED_BACK, "rolled back"),
        (actions.stop, Annotation.Kind.STOPPED, "stopped in an emergency"),
        (actions.retire, Annotation.Kind.ENDED, "retired"),
    ],
)
def test_each_way_out_of_force_leaves_its_mark(act, kind, words):
    running = active()
    later = AT + timedelta(hours=1)
    act(activation=running, by=pia() if act is actions.retire else nora(), at=later, reason="x")
    mark = Annotation.objects.order_by("-pk").first()
    assert (mark.kind, mark.text) == (kind, f"v1 of “Sepsis” {words}")
    assert mark.starts_at == later
