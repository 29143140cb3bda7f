"""The site of a page."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from carepath.capacity.views.chosen import site_of
from carepath.places.models import Site

SITES = [Site(slug="north"), Site(slug="south")]


def chosen(**query):
    return site_of(RequestFactory().get("/", query), SITES)


def test_the_first_unless_the_address_names_another():
    assert chosen() is SITES[0]
    assert chosen(site="south") is SITES[1]
    with pytest.raises(Http404):
        chosen(site="west")
