"""Decisions about people: by role, by second person, by time."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from carepath.accounts import policies
from carepath.accounts.permissions import Permission as P
from tests.factories import AT, ben, first, nora, otto, person

pytestmark = pytest.mark.django_db


def test_strangers_may_nothing():
    assert not policies.may(AnonymousUser(), P.SEE)
    with pytest.raises(PermissionDenied, match="Roles that may"):
        policies.check_may(AnonymousUser(), P.SEE)


def test_the_portal_itself_looks_at_every_site():
    assert policies.PORTAL.sites_where(P.SEE, P.IMPORT) is None


def test_who_may_passes():
    policies.check_may(ben(), P.PLACE)
    assert policies.may(ben_again(), P.PLACE, site="north")


def ben_again():
    return person("ben2", "BED_MANAGER")


@pytest.mark.parametrize(
    ("policy", "method", "expected"),
    [
        (P.SEE, "GET", P.SEE),
        (None, "GET", None),
        ({"GET": P.SEE}, "HEAD", P.SEE),
        ({"GET": P.SEE}, "OPTIONS", P.SEE),
        ({"GET": P.SEE}, "POST", None),
        ({"GET": P.SEE, "POST": P.IMPORT}, "POST", P.IMPORT),
    ],
)
def test_the_mark_of_an_api_view(policy, method, expected):
    assert policies.mark_of(SimpleNamespace(policy=policy), method) == expected


def request(*ages):
    """A request whose session gave proofs so many seconds ago."""
    records = [{"method": "password", "at": AT.timestamp() - age} for age in ages]
    session = {"account_authentication_methods": records}
    return SimpleNamespace(user=AnonymousUser(), session=session, at=AT)


@pytest.mark.parametrize(
    ("ages", "fresh"), [((), False), ((301,), False), ((300,), True), ((9_000, 10), True)]
)
def test_proof_lasts_five_minutes(ages, fresh):
    assert policies.proved_recently(request(*ages), at=AT) is fresh

    view = policies.renewed(lambda request: "done")
    if fresh:
        assert view(request(*ages)) == "done"
    else:
        with pytest.raises(ReauthenticationRequired):
            view(request(*ages))


def test_a_manager_manages_who_holds_roles_only_at_their_sites():
    local = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    policies.check_manages(local, otto())
    policies.check_manages(local, person("n", "READ_ONLY", at_site="north"))
    for other in (nora(), person("s", "READ_ONLY", at_site="south")):
        with pytest.raises(PermissionDenied):
            policies.check_manages(local, other)


def test_alone_is_bootstrap():
    assert policies.is_bootstrap()
    first()
    assert policies.is_bootstrap()
    person("sam", "SYSTEM_ADMINISTRATOR")
    assert not policies.is_bootstrap()


def test_somebody_must_manage_everywhere():
    person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    with pytest.raises(PermissionDenied, match="Nobody would be left"):
        policies.check_somebody_manages()
    first()
    policies.check_somebody_manages()


def test_an_approver_is_seasoned_where_the_role_is_given():
    proposal = SimpleNamespace(site="north", proposed_by_id=0, user_id=0)
    local = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    policies.check_approve(local, proposal, at=AT + timedelta(hours=24))
    with pytest.raises(PermissionDenied, match="24 hours"):
        policies.check_approve(local, proposal, at=AT + timedelta(hours=23))
    proposal.site = "south"
    with pytest.raises(PermissionDenied, match="Roles that may"):
        policies.check_approve(local, proposal, at=AT + timedelta(hours=24))
    with pytest.raises(PermissionDenied):
        policies.check_decline(local, proposal)
