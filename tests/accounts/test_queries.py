"""Reads about people, tokens and the table."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from carepath.accounts import actions, queries
from carepath.accounts.models import Proposal
from carepath.accounts.permissions import Permission as P
from carepath.accounts.roles import Role
from carepath.audit import actions as audit
from tests.factories import AT, first, nora, otto, person, site

pytestmark = pytest.mark.django_db(databases="__all__")


def names(page):
    return [user.username for user in page.items]


def test_people_are_paged_by_name_with_their_grants(django_assert_num_queries):
    admin = first()
    for letter in "dcba":
        person(letter, "READ_ONLY")
    assert admin.may(P.MANAGE_PEOPLE)  # reads the grants of the reader once
    with django_assert_num_queries(2):
        page = queries.people(by=admin, size=2)
        assert [user.grants.all()[0].role for user in page.items] == ["READ_ONLY"] * 2
    assert (names(page), page.after) == (["a", "b"], "b")
    rest = queries.people(by=admin, after=page.after, size=3)
    assert (names(rest), rest.after) == (["c", "d", "first"], "")


def test_a_local_manager_sees_their_site_and_who_has_no_role_yet():
    local = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    person("both", "READ_ONLY", "CLINICIAN", at_site="north")
    person("far", "READ_ONLY", at_site="south")
    otto()
    assert names(queries.people(by=local)) == ["both", "otto", "sue"]


def propose(user, at_site, by):
    with audit.acting_as(by, at=AT, why="x"):
        return Proposal.objects.create(
            user=user, role="AUDITOR", site=at_site, why="x", proposed_at=AT, proposed_by=by
        )


def test_proposals_wait_for_who_manages_that_site():
    admin, user = first(), otto()
    local = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    propose(user, "", admin)
    propose(user, "north", admin)
    assert queries.waiting_proposals(by=admin).count() == 2
    assert [p.site for p in queries.waiting_proposals(by=local)] == ["north"]


def test_own_tokens_say_whether_they_ended():
    user = first()
    made = {}
    for name, days in (("old", 1), ("new", 30)):
        made[name], _secret = actions.create_token(
            user=user, name=name, scopes=[P.SEE], days=days, by=user, at=AT
        )
    actions.note_use(token=made["new"], at=AT)
    later = AT + timedelta(days=2)
    rows = queries.own_tokens(user=user, at=later)
    assert [(r.token.name, r.ended, r.last_used_at) for r in rows] == [
        ("new", False, AT),
        ("old", True, None),
    ]
    assert rows[0].scopes == ["see journeys"]


def test_tokens_are_offered_what_their_person_may_and_the_api_can():
    assert queries.scopes_for(user=nora()) == [P.SEE, P.ANNOTATE]
    assert P.MANAGE_PEOPLE not in queries.scopes_for(user=first())


def test_limits_of_a_session():
    for user in (first(), otto()):
        limits = queries.limits(user=user)
        assert (limits.idle, limits.absolute) == (timedelta(minutes=15), timedelta(hours=12))


def test_recovery_codes_are_no_factor():
    user = nora()
    for kind in ("recovery_codes", "totp"):
        Authenticator.objects.create(user=user, type=kind, data={})
    assert [factor.type for factor in queries.second_factors(user=user)] == ["totp"]


def test_sites_to_grant_at():
    site("north")
    site("south")
    local = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    assert queries.sites(by=local, permission=P.MANAGE_PEOPLE) == [("north", "North")]
    everywhere = queries.sites(by=first(), permission=P.MANAGE_PEOPLE)
    assert everywhere == [("", "all sites"), ("north", "North"), ("south", "South")]


def test_the_matrix_has_a_cell_for_each_role():
    rows = dict(queries.matrix())
    assert set(rows) == set(P)
    place = dict(zip(Role, rows[P.PLACE], strict=True))
    assert (place[Role.BED_MANAGER], place[Role.CLINICIAN]) == ("yes", "")
    assert rows[P.MANAGE_PEOPLE][list(Role).index(Role.SYSTEM_ADMINISTRATOR)] == (
        "yes, renewed sign-in, second person"
    )


def test_a_token_is_found_by_its_secret_only():
    user = first()
    _token, secret = actions.create_token(
        user=user, name="x", scopes=[P.SEE], days=1, by=user, at=AT
    )
    assert queries.token_of(secret=secret, at=AT).user == user
    assert queries.token_of(secret=secret[:-1], at=AT) is None
    assert queries.visible(by=user).count() == 1
