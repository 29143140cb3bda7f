"""Which site a page of places is about, and whether this person may change it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from carepath.accounts.permissions import Permission
from carepath.places.views import chosen
from tests.factories import person, site

pytestmark = pytest.mark.django_db


def asked(query="", who=None):
    request = RequestFactory().get(f"/beds/{query}")
    request.user = who
    return request


def test_the_site_of_the_address_else_the_first_and_none_that_is_unknown():
    sites = [site("north"), site("south")]
    assert chosen.site_of(asked(), sites).slug == "north"
    assert chosen.site_of(asked("?site=south"), sites).slug == "south"
    with pytest.raises(Http404):
        chosen.site_of(asked("?site=east"), sites)


def test_what_is_not_seen_is_not_there_and_what_may_not_be_changed_is_refused():
    north, south = site("north"), site("south")
    who = asked(who=person("who", "BED_MANAGER", at_site="north"))
    assert chosen.changeable(who, north, Permission.ENTER_STAFFING) == north
    with pytest.raises(PermissionDenied):
        chosen.changeable(who, north, Permission.SET_UP_PLACES)
    with pytest.raises(Http404):
        chosen.changeable(who, south, Permission.ENTER_STAFFING)


def test_a_site_that_is_not_seen_is_not_there():
    north = site("north")
    site("south")
    who = asked(who=person("who", "BED_MANAGER", at_site="north"))
    assert chosen.seen_site(who, "north") == north
    for slug in ("south", "nowhere", ""):
        with pytest.raises(Http404):
            chosen.seen_site(who, slug)
