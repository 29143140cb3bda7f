"""Personas of the demo: their roles count there alone, they never sign in, all is written down."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from carepath.accounts import actions, policies
from carepath.accounts.adapter import SignIn
from carepath.accounts.models import Grant, User
from carepath.accounts.permissions import Permission as P
from carepath.accounts.roles import PERSONAS, Role
from carepath.audit import actions as audit
from carepath.audit.models import Entry
from tests.factories import AT, first, granted

pytestmark = pytest.mark.django_db
CAST = {persona.key: persona for persona in PERSONAS}


@pytest.fixture(autouse=True)
def on_loopback(settings):
    settings.LOOPBACK_ONLY = True


@pytest.fixture
def fenna():
    return first(first_name="Fenna", last_name="Bos")


def play(key, by, site="demo"):
    return actions.look_as(persona=CAST[key], site=site, by=by, at=AT)


@pytest.mark.parametrize("key", CAST)
def test_a_persona_holds_its_role_at_the_demo_alone(fenna, key):
    user, role = play(key, fenna), CAST[key].role
    assert user.held == ([(role.name, "demo")] if role else [])
    for permission in P:
        assert user.may(permission, site="demo") == (role is not None and role.counts(permission))
        assert not user.may(permission, site="north")
        assert user.sites_where(permission) in (set(), {"demo"})


def test_a_role_granted_elsewhere_by_any_means_does_not_count(fenna):
    user = play("quinn", fenna)
    for site in ("", "north"):
        granted(user, "QUALITY_LEAD", site)
    user = User.objects.get(pk=user.pk)
    assert user.sites_where(P.SEE) == {"demo"}


def test_nothing_counts_where_others_can_reach_the_portal(fenna, settings):
    user = play("quinn", fenna)
    settings.LOOPBACK_ONLY = False
    user = User.objects.get(pk=user.pk)
    assert user.held == []
    assert not any(user.may(permission) for permission in P)
    request = RequestFactory().get("/")
    request.user, request.session = user, {}
    assert not policies.proved_recently(request, at=AT)


def test_no_persona_runs_the_portal():
    assert all(persona.role is not Role.SYSTEM_ADMINISTRATOR for persona in PERSONAS)
    held = {permission for persona in PERSONAS if persona.role for permission in P
            if persona.role.counts(permission)}  # fmt: skip
    assert not held & {P.MANAGE_PEOPLE, P.MANAGE_FEEDS}


def test_it_is_made_once(fenna):
    assert play("nora", fenna) == play("nora", fenna)
    assert User.objects.filter(persona_site="demo").count() == 1
    assert Grant.objects.filter(user__persona_site="demo").count() == 1


def test_one_whose_site_went_can_do_nothing_until_it_is_played_again(fenna):
    user = play("ben", fenna)
    granted(fenna, "READ_ONLY", "demo")
    assert actions.leave(site="demo", by="test", at=AT) == 1
    assert actions.leave(site="demo", by="test", at=AT) == 0
    gone = User.objects.get(pk=user.pk)
    assert not gone.is_active and gone.held == []
    assert gone.get_session_auth_hash() != user.get_session_auth_hash()
    assert not Grant.objects.filter(site="demo").exists()
    again = play("ben", fenna)
    assert (again.pk, again.is_active) == (user.pk, True)
    assert again.held == user.held
    assert Entry.objects.filter(verb="took up the persona").count() == 1


def test_a_real_person_of_its_name_is_left_alone(fenna):
    User.objects.create_user("nora@demo", password=None)
    with pytest.raises(actions.NameTaken):
        play("nora", fenna)


def test_it_has_no_password_and_can_get_none(fenna):
    user = play("nora", fenna)
    assert not user.has_usable_password()
    user.set_password("correct-horse-battery")
    with pytest.raises(IntegrityError), transaction.atomic():
        user.save()
    with pytest.raises(PermissionDenied, match="persona"):
        SignIn().pre_login(RequestFactory().get("/"), user)


def test_managers_of_people_cannot_change_it(fenna):
    user = play("otto", fenna)
    for act in (actions.renew_password, actions.reset_factors, actions.deactivate):
        with pytest.raises(PermissionDenied, match="persona"):
            act(user=user, by=fenna, at=AT, why="x")
    with pytest.raises(PermissionDenied, match="persona"):
        actions.grant(user=user, role=Role.AUDITOR, site="", by=fenna, at=AT, why="x")
    with pytest.raises(actions.TokenRefused, match="persona"):
        actions.create_token(user=user, name="t", scopes=[P.SEE], days=1, by=user, at=AT)


def test_it_does_not_stand_for_the_first_account(fenna):
    play("nora", fenna)
    User.objects.filter(pk=fenna.pk).update(worker=True)  # nobody real is left
    assert actions.create_first_account(at=AT) is not None


def test_each_change_is_written_with_who_looks(fenna):
    user = play("ben", fenna)
    actions.look_as_oneself(user=user, by=fenna, at=AT)
    verbs = [(entry.verb, entry.actor, entry.site, entry.detail) for entry in Entry.objects.all()]
    assert verbs[:2] == [
        ("stopped looking as", f"user:{fenna.pk}", "demo", {"demo": True}),
        ("looks as", f"user:{fenna.pk}", "demo", {"demo": True}),
    ]


def test_what_a_persona_does_is_marked(fenna):
    user = play("ben", fenna)
    user.played_by = fenna
    with audit.acting_as(user, at=AT, why="flu"):
        entry = audit.record("set open beds", "places.OpenBeds:1", site="demo", beds=4)
    assert entry.actor_name == "Bed manager Ben (demo)"
    assert entry.detail == {"beds": 4, "persona_of": "first"}


def test_a_persona_without_its_player_is_marked_all_the_same(fenna):
    with audit.recording_as(play("ben", fenna), at=AT):
        assert audit.record("x").detail == {"persona_of": "demo"}


def test_a_real_person_is_not_marked(fenna):
    with audit.recording_as(fenna, at=AT):
        entry = audit.record("x")
    assert (entry.actor_name, entry.detail) == ("Fenna Bos", {})


def test_a_persona_is_there_for_others_before_anybody_looks_as_it():
    user = actions.persona_there(persona=CAST["nora"], site="demo", at=AT)
    assert user.held == [("CLINICIAN", "demo")]
    assert actions.persona_there(persona=CAST["nora"], site="demo", at=AT) == user
    assert not Entry.objects.filter(verb="looks as").exists()
