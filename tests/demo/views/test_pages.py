"""What pages may show of the invented hospital costs nothing where no page names it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from carepath.demo import views
from carepath.demo.views import pages
from tests.demo.worlds import a_hospital
from tests.factories import ben, site

pytestmark = pytest.mark.django_db


def asked(user, at_site=None):
    request = RequestFactory().get("/")
    request.user, request.site = user, at_site
    return request


def test_nothing_is_asked_before_a_template_names_it(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "demo" in views.frame(asked(AnonymousUser()))


def test_a_stranger_and_a_portal_without_it_see_nothing():
    assert pages.of(asked(ben())) == pages.Frame()
    a_hospital()
    assert pages.of(asked(AnonymousUser())) == pages.Frame()


def test_the_bar_is_of_its_own_pages():
    hospital, who = a_hospital(), ben()
    assert pages.of(asked(who, hospital.site)).bar is not None
    assert pages.of(asked(who, site())).bar is None
    assert pages.of(asked(who)).bar is None
