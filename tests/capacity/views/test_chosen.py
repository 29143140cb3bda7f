"""The site, moment and window of a page."""

from datetime import UTC, datetime

import pytest
from django.http import Http404
from django.test import RequestFactory

from carepath.capacity.views.chosen import days_of, moment_of, site_of
from carepath.places.models import Site

SITES = [Site(slug="north"), Site(slug="south")]


def chosen(**query):
    return site_of(RequestFactory().get("/", query), SITES)


def test_the_first_unless_the_address_names_another():
    assert chosen() is SITES[0]
    assert chosen(site="south") is SITES[1]
    with pytest.raises(Http404):
        chosen(site="west")


def moment(**query):
    return moment_of(RequestFactory().get("/", query), Site(timezone="Europe/Amsterdam"))


def test_a_moment_is_on_the_clock_of_the_site_and_never_to_come():
    found = moment(at="2026-03-02T12:00")
    assert (found.at, found.rewound) == (datetime(2026, 3, 2, 11, tzinfo=UTC), True)
    for text in ("", "noon", "2999-01-01T00:00"):
        assert not moment(at=text).rewound


def test_only_windows_that_are_offered():
    assert days_of(RequestFactory().get("/"), (1, 7), 7) == 7
    assert days_of(RequestFactory().get("/", {"days": "1"}), (1, 7), 7) == 1
    with pytest.raises(Http404):
        days_of(RequestFactory().get("/", {"days": "2"}), (1, 7), 7)
