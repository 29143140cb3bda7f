"""The site, moment and window of a page."""

from datetime import UTC, datetime

import pytest
from django.http import Http404
from django.test import RequestFactory

from carepath.capacity import queries
from carepath.capacity.views.chosen import days_of, freshness, slid_to, wound_of
from carepath.frames.moments import to_us
from carepath.places.models import Site
from carepath.ui import clock
from tests.capacity.queries.test_entry_delays import told
from tests.factories import AT, nora
from tests.journeys.worlds import declared

SITE = Site(timezone="Europe/Amsterdam")


def test_the_moment_is_on_the_clock_of_the_site_as_known_now_or_then():
    found = wound_of(RequestFactory().get("/", {"at": "2026-03-02T12:00"}), SITE)
    assert (found.moment, found.is_past) == (datetime(2026, 3, 2, 11, tzinfo=UTC), True)
    assert not wound_of(RequestFactory().get("/"), SITE).is_past
    known = wound_of(RequestFactory().get("/", {"known_at": "2026-03-02T12:00"}), SITE)
    assert (known.moment, known.known_at, known.faults) == (found.moment, found.moment, ())
    assert found.known_at is None


def test_a_slider_leads_to_a_moment():
    assert slid_to(RequestFactory().get("/"), SITE) is None
    moved = slid_to(RequestFactory().get("/x/", {"back": "-60", "days": "7"}), SITE)
    assert moved.status_code == 302 and moved["Location"].startswith("/x/?days=7&at=")


def test_only_windows_that_are_offered():
    assert days_of(RequestFactory().get("/"), (1, 7), 7) == 7
    assert days_of(RequestFactory().get("/", {"days": "1"}), (1, 7), 7) == 1
    with pytest.raises(Http404):
        days_of(RequestFactory().get("/", {"days": "2"}), (1, 7), 7)


@pytest.mark.django_db
def test_a_moment_that_all_was_told_of_is_not_provisional():
    source = declared()
    told(source, "W1", 30)
    who, site = nora(), source.site
    found = queries.record(site=site, by=who, at=clock.now(site))
    now = freshness(found, found.units)
    assert (now["late"].n, now["newest"]) == (20, to_us(AT))
    assert now["stale"] == found.at - to_us(AT)  # nothing in a week
    assert freshness(found, ())["late"] is None
    then = queries.record(site=site, by=who, at=AT, past=True)
    assert freshness(then, found.units) == {"late": None, "newest": None, "stale": None}
