"""Accounts are made, stopped and mended; nobody is deleted."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied

from carepath.accounts import actions
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission as P
from carepath.audit.models import Entry
from tests.factories import AT, first, nora, person

pytestmark = pytest.mark.django_db


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_the_first_account_holds_the_administrator_roles_marked():
    made = actions.create_first_account(at=AT)
    assert made.user.check_password(made.password)
    assert made.user.one_time_until is None
    held = {(grant.role, grant.site, grant.bootstrap) for grant in made.user.grants.all()}
    assert held == {
        ("HOSPITAL_ADMINISTRATOR", "", True),
        ("SYSTEM_ADMINISTRATOR", "", True),
        ("QUALITY_LEAD", "", True),
    }
    assert Entry.objects.get().actor == "setup"


def test_there_is_one_first_account():
    actions.create_first_account(at=AT)
    assert actions.create_first_account(at=AT, username="other") is None
    assert User.objects.count() == 1


def test_the_first_password_is_made_anew_while_nobody_has_used_it():
    assert actions.renew_first_account(at=AT) is None
    old = actions.create_first_account(at=AT)
    new = actions.renew_first_account(at=AT)
    user = fresh(old.user)
    assert user.check_password(new.password) and not user.check_password(old.password)
    assert (user.session_epoch, user.grants.count()) == (1, 3)
    assert Entry.objects.latest("pk").verb == "renewed the password of"
    User.objects.update(last_login=AT)
    assert actions.renew_first_account(at=AT) is None
    User.objects.update(last_login=None)
    nora()
    assert actions.renew_first_account(at=AT) is None


def test_workers_do_not_count_as_the_first_account():
    person("worker", worker=True)
    assert actions.create_first_account(at=AT) is not None


def test_passwords_are_long_and_differ():
    made = {actions.people._new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 23 for password in made)


def test_an_invited_person_gets_a_password_for_a_week():
    made = actions.invite(username="nora", name="Nora van Dam", by=first(), at=AT)
    assert made.user.check_password(made.password)
    assert made.user.one_time_until == AT + timedelta(days=7)
    assert (made.user.first_name, made.user.last_name) == ("Nora", "van Dam")
    assert made.user.password.startswith("argon2")


def test_a_name_is_taken_once():
    admin = first()
    nora()
    with pytest.raises(actions.NameTaken, match="taken"):
        actions.invite(username="nora", by=admin, at=AT)
    assert not Entry.objects.filter(verb="invited").exists()


def test_only_who_manages_people_invites():
    with pytest.raises(PermissionDenied, match="system administrator"):
        actions.invite(username="eve", by=nora(), at=AT)


def test_a_deactivated_person_may_nothing_and_comes_back_as_before():
    admin, gone = first(), nora()
    actions.deactivate(user=gone, by=admin, at=AT, why="left")
    assert not fresh(gone).may(P.SEE)
    assert fresh(gone).session_epoch == 1
    actions.reactivate(user=fresh(gone), by=admin, at=AT, why="back")
    assert fresh(gone).may(P.SEE)
    verbs = list(Entry.objects.order_by("id").values_list("verb", "why"))
    assert verbs == [("deactivated", "left"), ("reactivated", "back")]


def test_the_last_manager_of_people_is_not_deactivated():
    admin = first()
    with pytest.raises(PermissionDenied, match="Nobody would be left"):
        actions.deactivate(user=admin, by=admin, at=AT, why="oops")
    assert fresh(admin).is_active


def test_a_local_manager_keeps_their_hands_off_people_of_other_sites():
    local = person("sue", "SYSTEM_ADMINISTRATOR", at_site="north")
    wide = person("wim", "READ_ONLY")
    for act in (actions.deactivate, actions.renew_password, actions.reset_factors):
        with pytest.raises(PermissionDenied):
            act(user=wide, by=local, at=AT, why="no")


def test_a_renewed_password_ends_sessions_and_must_be_changed():
    admin, lost = first(), nora()
    made = actions.renew_password(user=lost, by=admin, at=AT, why="forgotten")
    assert fresh(lost).check_password(made.password)
    assert fresh(lost).one_time_until == AT + timedelta(days=7)
    assert fresh(lost).session_epoch == 1


def test_lost_factors_are_removed():
    admin, lost = first(), nora()
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=lost, type=kind, data={})
    assert actions.reset_factors(user=lost, by=admin, at=AT, why="telephone stolen") == 2
    assert not Authenticator.objects.filter(user=lost).exists()
