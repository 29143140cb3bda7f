"""Signing in for real: password, authenticator app, security key; every page readable by all."""

import base64
import hashlib
import hmac
import re
import struct

import pytest
from django.core.cache import cache

from carepath.accounts import actions
from carepath.accounts.permissions import Permission
from carepath.audit import actions as audit
from carepath.ui import clock
from tests.factories import AT, first, nora, otto, person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def clean_cache(transactional_db):
    cache.clear()


@pytest.fixture
def user():
    made = first(first_name="Fenna", last_name="Bos")
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(page, name="first", password=PASSWORD):
    page.goto("/accounts/login/?next=/people/roles/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")


def sign_out(page):
    page.goto("/accounts/logout/")
    page.click("main button[type=submit]")
    page.wait_for_url("**/accounts/login/**")


def code_of(secret, at):
    """RFC 6238 with SHA-1, 30 seconds, 6 digits."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_a_password_leads_to_the_page_asked_for(tab, user, accessible, picture):
    page = tab()
    page.goto("/accounts/login/")
    accessible(page)
    picture(page, "sign-in")
    sign_in(page, password="wrong")
    assert "not correct" in page.inner_text("main")
    accessible(page)
    picture(page, "sign-in-wrong")
    sign_in(page)
    assert page.url.endswith("/people/roles/")


def test_it_works_without_javascript(chromium, live_server, user):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    assert page.url.endswith("/people/roles/")
    context.close()


def test_an_authenticator_app_is_set_up_and_then_asked_for(tab, user, accessible, picture):
    page = tab()
    sign_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    accessible(page)
    picture(page, "totp")
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", code_of(secret, clock.now().timestamp()))
    page.click("main button[type=submit]")
    page.wait_for_url("**/recovery-codes/")
    accessible(page)
    picture(page, "recovery-codes")
    codes = page.input_value("textarea").split()
    assert len(codes) == 10
    sign_out(page)
    sign_in(page)
    page.wait_for_url("**/2fa/authenticate/**")
    accessible(page)
    picture(page, "second-factor")
    page.fill("input[name=code]", codes[0])
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/people/roles/")


def test_a_security_key_is_added_and_opens_the_door(tab, user, accessible, picture):
    page = tab()
    machine = page.context.new_cdp_session(page)
    machine.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": False,
        "automaticPresenceSimulation": True,
    }
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    accessible(page)
    page.fill("input[name=name]", "Blue key")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.goto("/accounts/2fa/webauthn/")
    assert "Blue key" in page.inner_text("main")
    accessible(page)
    picture(page, "keys")
    sign_out(page)
    sign_in(page)
    page.wait_for_url("**/2fa/authenticate/**")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/people/roles/")


def test_an_invited_person_chooses_a_password_first(tab, user, accessible, picture):
    made = actions.invite(username="eve", name="Eve Dam", by=user, at=clock.now())
    page = tab()
    sign_in(page, "eve", made.password)
    page.wait_for_url("**/password/change/")
    page.wait_for_load_state("networkidle")  # the count in the bar was asked for
    assert page.locator("input[name=oldpassword]").count() == 1
    accessible(page)
    picture(page, "password")
    page.fill("input[name=oldpassword]", made.password)
    page.fill("input[name=password1]", "a-sentence-of-my-own")
    page.fill("input[name=password2]", "a-sentence-of-my-own")
    with page.expect_navigation():
        page.click("main button[type=submit]")
    page.goto("/people/roles/")
    assert "What each role may do" in page.inner_text("h1")


def test_a_manager_invites_and_grants(tab, user, accessible, picture):
    page = tab()
    sign_in(page)
    page.goto("/people/")
    page.click("text=Invite a person")
    page.fill("input[name=username]", "eve")
    page.fill("input[name=name]", "Eve Dam")
    accessible(page)
    page.click("main button[type=submit]")
    secret = page.inner_text("#secret")
    assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", secret)
    accessible(page)
    picture(page, "invited")
    page.click("text=Give them a role")
    page.select_option("select[name=role]", "CLINICIAN")
    page.fill("#id_why", "starts today")
    page.click("main form button:has-text('Grant')")
    assert "clinician" in page.inner_text("table")
    accessible(page)
    picture(page, "person")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(
    "where",
    [
        "/people/",
        "/people/roles/",
        "/people/tokens/",
        "/audit/",
        "/audit/reads/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
)
def test_every_page_can_be_read_by_all(tab, user, accessible, picture, where, width):
    nora()
    person("sam", "SYSTEM_ADMINISTRATOR")
    actions.create_token(
        user=user, name="nightly", scopes=[Permission.SEE], days=9, by=user, at=clock.now()
    )
    with audit.recording_as(otto(), at=AT, why="tests"):
        audit.record("source.declared", "journeys.Source:1", site="north", rows=7)
    page = tab(width=width)
    sign_in(page)
    page.goto(where)
    accessible(page)
    picture(page, f"{where.strip('/').replace('/', '-')}-{width}")
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0
