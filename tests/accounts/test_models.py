"""What a person may, where; and what ends their sessions."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.models import ApiToken, User
from carepath.accounts.permissions import Permission as P
from carepath.accounts.roles import Role
from tests.factories import ada, first, nora, otto, person

pytestmark = pytest.mark.django_db


def test_rights_hold_at_the_sites_of_the_role():
    local = person("lot", "QUALITY_LEAD", at_site="north")
    assert local.sites_where(P.IMPORT) == {"north"}
    assert local.may(P.IMPORT)
    assert local.may(P.IMPORT, site="north")
    assert not local.may(P.IMPORT, site="south")
    assert not local.may(P.IMPORT, site="")
    assert not local.may(P.MANAGE_FEEDS)


def test_a_role_at_all_sites_knows_no_limit():
    assert nora().sites_where(P.SEE) is None
    assert otto().sites_where(P.SEE) == set()


def test_of_several_rights_one_suffices():
    user = person("sam", "SYSTEM_ADMINISTRATOR", at_site="north")
    assert user.sites_where(P.SEE, P.IMPORT) == {"north"}
    assert user.may("SEE", "IMPORT")
    assert not user.may(P.SEE, P.EXPORT)


def test_a_scoped_right_counts_only_where_pages_honour_it():
    assert not ada().may(P.SEE)
    assert not nora().may(P.CORRECT_BED)
    assert ada_scopes() == {""}
    assert first().scopes(P.AUDIT) == {"protocol audit", "technical"}
    assert otto().scopes(P.AUDIT) == set()


def ada_scopes():
    return User.objects.get(username="ada").scopes("AUDIT")


def test_an_inactive_person_may_nothing():
    user = nora(is_active=False)
    assert user.sites_where(P.SEE) == set()
    with pytest.raises(PermissionDenied):
        user.check_may(P.SEE)


def test_roles_come_in_the_tables_order():
    assert first().roles == [
        Role.HOSPITAL_ADMINISTRATOR,
        Role.QUALITY_LEAD,
        Role.SYSTEM_ADMINISTRATOR,
    ]


def test_a_second_factor_is_needed_where_one_role_needs_it():
    assert nora().mfa_required
    assert not person("rita", "READ_ONLY").mfa_required
    assert not otto().mfa_required


def test_the_session_proof_changes_with_the_epoch_and_the_password():
    user = nora()
    before = user.get_session_auth_hash()
    user.session_epoch += 1
    counted = user.get_session_auth_hash()
    user.set_password("another-long-sentence")
    assert len({before, counted, user.get_session_auth_hash()}) == 3


def test_who_manages_people():
    first()
    person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    person("gone", "SYSTEM_ADMINISTRATOR", is_active=False)
    person("robot", "SYSTEM_ADMINISTRATOR", worker=True)
    assert [u.username for u in User.who_manage_people()] == ["first", "sue"]
    assert [u.username for u in User.who_manage_people(everywhere=True)] == ["first"]


def test_a_tokens_hash_depends_on_the_key(settings):
    one = ApiToken.digest_of("secret")
    settings.FIELD_KEY = "another key"
    assert ApiToken.digest_of("secret") != one
    assert len(one) == 64
