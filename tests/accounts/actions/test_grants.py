"""Granting takes two people once there are two; taking back takes one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.accounts import actions
from carepath.accounts.models import Grant, Proposal, User
from carepath.accounts.permissions import Permission as P
from carepath.accounts.roles import Role
from carepath.audit.models import Entry
from tests.factories import AT, ben, first, nora, otto, person

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)


def ask(user, by, role=Role.READ_ONLY, site="", at=LATER):
    return actions.grant(user=user, role=role, site=site, by=by, at=at, why="starts today")


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_alone_one_person_suffices_and_it_is_marked():
    given = ask(otto(), by=first())
    assert given.bootstrap
    assert fresh(given.user).may(P.SEE)
    said = Entry.objects.get(verb="granted a role to")
    assert said.detail == {"role": "READ_ONLY", "bootstrap": True}
    assert said.why == "starts today"


def test_with_two_managers_the_second_must_approve():
    one, two, new = first(), person("sam", "SYSTEM_ADMINISTRATOR"), otto()
    proposal = ask(new, by=one)
    assert isinstance(proposal, Proposal)
    assert not fresh(new).may(P.SEE)
    given = actions.approve(proposal=proposal, by=two, at=LATER)
    assert fresh(new).may(P.SEE)
    assert (given.bootstrap, given.granted_by) == (False, "first + sam")


def test_nobody_approves_what_they_proposed():
    one = first()
    person("sam", "SYSTEM_ADMINISTRATOR")
    proposal = ask(otto(), by=one)
    with pytest.raises(PermissionDenied, match="A second person must approve"):
        actions.approve(proposal=proposal, by=one, at=LATER)


def test_nobody_approves_a_role_of_their_own():
    one, two = first(), person("sam", "SYSTEM_ADMINISTRATOR")
    proposal = ask(two, by=one, role=Role.AUDITOR)
    with pytest.raises(PermissionDenied, match="a role of their own"):
        actions.approve(proposal=proposal, by=two, at=LATER)


def test_a_new_manager_waits_a_day_before_approving():
    one, sock = first(), otto()
    ask(sock, by=one, role=Role.SYSTEM_ADMINISTRATOR, at=AT)
    proposal = ask(nora(), by=one, role=Role.PROTOCOL_OWNER, at=AT)
    early, then = AT + timedelta(hours=23, minutes=59), AT + timedelta(hours=24)
    with pytest.raises(PermissionDenied, match="from 2026-03-03 09:00 UTC"):
        actions.approve(proposal=proposal, by=fresh(sock), at=early)
    actions.approve(proposal=proposal, by=fresh(sock), at=then)
    assert fresh(proposal.user).may(P.ACTIVATE)


def test_an_approval_counts_once():
    one, two = first(), person("sam", "SYSTEM_ADMINISTRATOR")
    proposal = ask(otto(), by=one)
    stale = Proposal.objects.get(pk=proposal.pk)
    actions.approve(proposal=proposal, by=two, at=LATER)
    with pytest.raises(PermissionDenied, match="decided this already"):
        actions.decline(proposal=stale, by=two, at=LATER)
    assert Grant.objects.filter(user=proposal.user).count() == 1


def test_a_declined_proposal_gives_nothing_and_may_be_asked_again():
    one, new = first(), otto()
    person("sam", "SYSTEM_ADMINISTRATOR")
    actions.decline(proposal=ask(new, by=one), by=one, at=LATER)
    assert not fresh(new).may(P.SEE)
    ask(new, by=one)


def test_the_same_role_is_asked_for_once():
    one, new = first(), otto()
    ask(new, by=one)
    with pytest.raises(actions.AlreadyHeld, match="hold this role"):
        ask(new, by=one)
    person("sam", "SYSTEM_ADMINISTRATOR")
    ask(new, by=one, role=Role.AUDITOR)
    with pytest.raises(actions.AlreadyHeld, match="waits for a second person"):
        ask(new, by=one, role=Role.AUDITOR)


@pytest.mark.parametrize("who", [nora, ben, otto])
def test_who_may_not_manage_people_grants_nothing(who):
    with pytest.raises(PermissionDenied, match="system administrator"):
        ask(person("new"), by=who())


def test_a_manager_of_one_site_grants_there_only():
    local, new = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north"), otto()
    with pytest.raises(PermissionDenied):
        ask(new, by=local)
    with pytest.raises(PermissionDenied):
        ask(new, by=local, site="south")
    ask(new, by=local, site="north")
    assert fresh(new).sites_where(P.SEE) == {"north"}


def test_a_revoked_role_is_gone_at_once_and_sessions_with_it():
    one, seer = first(), nora()
    before = seer.session_epoch
    actions.revoke(grant=seer.grants.get(), by=one, at=LATER, why="moved away")
    assert not fresh(seer).may(P.SEE)
    assert fresh(seer).session_epoch == before + 1
    assert Entry.objects.get(verb="revoked a role of").detail == {"role": "CLINICIAN"}


def test_the_last_manager_of_people_stays():
    one = first()
    with pytest.raises(PermissionDenied, match="Nobody would be left"):
        actions.revoke(
            grant=one.grants.get(role="SYSTEM_ADMINISTRATOR"), by=one, at=LATER, why="oops"
        )
    assert fresh(one).may(P.MANAGE_PEOPLE)
    assert not Entry.objects.filter(verb="revoked a role of").exists()


def test_the_database_itself_wants_four_eyes():
    one = first()
    person("sam", "SYSTEM_ADMINISTRATOR")
    proposal = ask(otto(), by=one)
    forged = Proposal.objects.filter(pk=proposal.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        forged.update(outcome="approved", decided_by=one, decided_at=LATER)
