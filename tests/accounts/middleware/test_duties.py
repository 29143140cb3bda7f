"""A second factor where the role needs one; a password of one's own."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from carepath.ui import clock
from tests.factories import first, nora, person

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def reachable(settings):
    """The portal is reachable from elsewhere."""
    settings.LOOPBACK_ONLY = False


def ask(user, path="/accounts/sessions/", **headers):
    client = Client()
    client.force_login(user)
    return client.get(path, headers=headers)


def test_on_loopback_it_may_wait():
    assert ask(first()).status_code == 200


def test_elsewhere_the_role_needs_a_second_factor(reachable):
    assert ask(first())["Location"] == "/accounts/2fa/"


def test_a_role_that_needs_none_goes_on(reachable):
    assert ask(person("rita", "READ_ONLY")).status_code == 200


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_with_a_factor_one_goes_on(reachable, kind):
    user = nora()
    Authenticator.objects.create(user=user, type=kind, data={})
    assert ask(user).status_code == 200


def test_recovery_codes_alone_are_no_factor(reachable):
    user = nora()
    Authenticator.objects.create(user=user, type="recovery_codes", data={})
    assert ask(user).status_code == 302


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/logout/"])
def test_the_way_there_is_open(reachable, path):
    assert ask(nora(), path).status_code == 200


def test_the_api_says_so_in_a_problem(reachable):
    refused = ask(first(), "/api/v1/imports/")
    assert refused.status_code in (403, 404)
    assert refused["Content-Type"] == "application/problem+json"


def test_a_one_time_password_comes_before_the_factor(reachable):
    led = ask(nora(one_time_until=clock.now()))
    assert led["Location"] == "/accounts/password/change/"


def part_of(page, user):
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    return ask(user, "/my-work/count/", **asked)


@pytest.mark.parametrize("page", ["/", "/no/such/page/"])
def test_a_part_sends_its_page_there_and_shows_nothing(page):
    sent = part_of(page, nora(one_time_until=clock.now()))
    assert (sent.status_code, sent.content) == (204, b"")
    assert sent["HX-Redirect"] == "/accounts/password/change/"


@pytest.mark.parametrize("page", ["/accounts/2fa/", "/accounts/2fa/webauthn/"])
def test_a_part_of_the_page_of_the_duty_leaves_it_alone(reachable, page):
    sent = part_of(page, nora())
    assert (sent.status_code, sent.content) == (204, b"")
    assert "HX-Redirect" not in sent
