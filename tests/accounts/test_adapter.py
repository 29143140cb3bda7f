"""Signing in: by password and second factor, throttled, telling nothing, written down."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from carepath.accounts import adapter
from carepath.accounts.models import User
from carepath.audit.models import Entry
from carepath.ui import clock
from tests.factories import first, nora

pytestmark = pytest.mark.django_db(databases="__all__")
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def clean_cache():
    cache.clear()


@pytest.fixture
def user():
    person = nora()
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, username="nora", password=PASSWORD, **extra):
    data = {"login": username, "password": password, "next": "/journeys/?source=a"}
    return client.post("/accounts/login/", data, **extra)


def signed_in(client):
    return "_auth_user_id" in client.session


def test_a_password_opens_and_leads_on(client, user):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/journeys/?source=a")
    assert Entry.objects.get().detail == {"address": "127.0.0.1", "methods": ["password"]}


def test_the_session_key_changes_at_sign_in(client, user):
    client.get("/accounts/login/?next=/journeys/")
    session = client.session
    session["mark"] = 1
    session.save()
    client.cookies["carepath_session"] = before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_foreign_next_is_ignored(client, user):
    data = {"login": "nora", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/accounts/login/", data)["Location"] == "/"


def body_of(response):
    """What a stranger can tell apart: the page without tokens of one request and the typed name."""
    text = response.content.decode()
    text = re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    text = re.sub(r'X-CSRFToken": "[^"]*"', "", text)
    return text.replace("nora", "NAME").replace("nobody", "NAME")


def test_unknown_name_and_wrong_password_get_the_same_answer(client, user):
    wrong, unknown = sign_in(client, password="wrong"), sign_in(client, username="nobody")
    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert body_of(wrong) == body_of(unknown)
    assert "not correct" in wrong.content.decode()
    assert [e.target for e in Entry.objects.filter(verb="failed to sign in as")] == [
        "accounts.User:unknown",
        f"accounts.User:{user.pk}",
    ]


@pytest.mark.parametrize("name", ["nora", "nobody"])
def test_guessing_is_throttled_by_user_and_address(client, user, name):
    for _attempt in range(5):
        assert "not correct" in sign_in(client, username=name, password="x").content.decode()
    blocked = sign_in(client, username=name, password=PASSWORD)
    assert "Too many wrong tries" in blocked.content.decode()
    assert not signed_in(client)


def test_guessing_elsewhere_locks_nobody_out(client, user):
    for _attempt in range(6):
        sign_in(client, password="x", REMOTE_ADDR="203.0.113.9")
    sign_in(client)
    assert signed_in(client)


def test_there_is_no_sign_up_and_no_password_by_mail(client):
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert client.get("/accounts/signup/").status_code == 404
    assert "sign up" not in client.get("/accounts/login/").content.decode().lower()


def test_a_deactivated_person_stays_out(client, user):
    User.objects.update(is_active=False)
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert not signed_in(client)


def test_a_one_time_password_must_be_changed_first(client, user):
    user.one_time_until = clock.now() + timedelta(days=1)
    user.save()
    sign_in(client)
    led = client.get("/accounts/sessions/")
    assert led["Location"] == "/accounts/password/change/"
    new = "another-long-sentence"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", data)["Location"] == "/"
    user.refresh_from_db()
    assert user.one_time_until is None
    assert user.check_password(new)
    assert Entry.objects.filter(verb="changed the password of").count() == 1


def test_an_old_one_time_password_opens_nothing(client, user):
    user.one_time_until = clock.now() - timedelta(seconds=1)
    user.save()
    response = sign_in(client)
    assert response["Location"] == "/accounts/login/"
    assert not signed_in(client)


def test_a_new_password_ends_the_other_sessions(user):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    new = "another-long-sentence"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post("/accounts/password/change/", data)
    assert here.get("/accounts/sessions/").status_code == 200
    assert there.get("/accounts/sessions/").status_code == 302


@pytest.mark.parametrize("password", ["short-one", "password12345", "123456789012345"])
def test_weak_passwords_are_refused(client, user, password):
    sign_in(client)
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/accounts/password/change/", data).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_signing_out_is_written_down(client, user):
    sign_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)
    assert Entry.objects.first().verb == "signed out"


def code_now(secret):
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )


def test_a_second_factor_is_set_up_kept_encrypted_and_asked_for(
    client, user, django_capture_on_commit_callbacks
):
    sign_in(client)
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert adapter.SecondFactor().decrypt(kept) == secret
    said = Entry.objects.filter(verb="changed second factors of")
    assert [entry.detail["what"] for entry in said] == ["totp_activated"]

    again = Client()
    assert sign_in(again)["Location"] == "/accounts/2fa/authenticate/"
    assert not signed_in(again)
    assert again.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    cache.clear()  # the code above was used once already
    again.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert signed_in(again)
    assert Entry.objects.first().detail["methods"] == ["password", "totp"]


def test_a_recovery_code_opens_once(client, user):
    hidden = adapter.SecondFactor().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=user, type="totp", data={"secret": hidden})
    codes = RecoveryCodes.activate(user).get_unused_codes()
    for works in (True, False):
        again = Client()
        sign_in(again)
        again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert signed_in(again) is works


def test_the_last_factor_stays_where_a_role_needs_one(settings, client):
    person = first()
    one = Authenticator.objects.create(user=person, type="totp", data={})
    guard = adapter.SecondFactor()
    assert guard.can_delete_authenticator(one)
    settings.LOOPBACK_ONLY = False
    assert not guard.can_delete_authenticator(one)
    Authenticator.objects.create(user=person, type="webauthn", data={})
    assert guard.can_delete_authenticator(one)


def test_proof_is_asked_again_after_five_minutes(client, user):
    sign_in(client)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    session = client.session
    old = clock.now().timestamp() - 301
    for record in session["account_authentication_methods"]:
        record["at"] = old
    session.save()
    led = client.get("/accounts/2fa/totp/activate/")
    assert led["Location"].startswith("/accounts/reauthenticate/?next=")
    client.post(led["Location"], {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


LIBRARY = re.compile(
    r"please|are you sure|two-factor|reauthenticat|successfully|confirm access|alternative options"
    r"|you are about to|specified are not",
    re.IGNORECASE,
)
"""Words of the sign-in library's own pages."""


@pytest.mark.parametrize(
    "name",
    [
        "account_login", "account_logout", "account_inactive", "account_reauthenticate",
        "account_change_password", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
        "mfa_list_webauthn", "usersessions_list",
    ],
)  # fmt: skip
def test_the_pages_speak_our_words(client, user, name):
    if name != "account_login":
        client.force_login(user)
        session = client.session
        proof = {"method": "password", "at": clock.now().timestamp()}
        session["account_authentication_methods"] = [proof]
        session.save()
    response = client.get(reverse(name))
    assert response.status_code == 200, response.get("Location")
    assert not LIBRARY.search(re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_with_an_app_the_second_step_and_its_end_speak_our_words(client, user):
    totp.TOTP.activate(user, totp.generate_totp_secret())
    RecoveryCodes.activate(user)
    response = sign_in(client)
    step = client.get(response["Location"])
    assert "Enter the code of your authenticator app" in step.content.decode()
    assert not LIBRARY.search(re.sub(r"<[^>]*>", " ", step.content.decode()))
    client.force_login(user)
    session = client.session
    proof = {"method": "password", "at": clock.now().timestamp()}
    session["account_authentication_methods"] = [proof]
    session.save()
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert not LIBRARY.search(re.sub(r"<[^>]*>", " ", page.content.decode()))
    codes = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.DOTALL)
    assert len(codes[1].split("&#10;")) == 10


def test_errors_speak_our_words(client, user):
    wrong = sign_in(client, password="x").content.decode()
    assert "User name or password is not correct." in wrong
    assert adapter.SecondFactor.error_messages["incorrect_code"].startswith("This code is not")
