"""The feed of the door, how long messages wait, and pages."""

import json
from datetime import timedelta

import pytest

from carepath.fhir import queries
from carepath.formats.fhir.bundles import Request
from carepath.formats.fhir.faults import Refused
from carepath.ingestion import actions
from tests.factories import AT, person, site
from tests.formats.fhir.resources import PATIENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(settings):
    settings.FHIR_SOURCE = "theirs"
    return actions.declare_feed(name="theirs", site=site(), by="test", at=AT)


def put(feed, ident):
    raw = json.dumps(PATIENT | {"id": ident}).encode()
    request = Request("PUT", "Patient", ident)
    actions.receive_fhir(raw=raw, request=request, source=feed, by="test", at=AT)


def test_the_feed_is_that_of_the_setting_and_of_its_site(feed):
    assert queries.name() == "theirs"
    assert queries.feed() == feed
    assert queries.feed_of(person("ina", "QUALITY_LEAD")) == feed
    assert queries.feed_of(person("sue", "QUALITY_LEAD", at_site="south")) is None
    assert queries.site_for(person("ivo", "QUALITY_LEAD")) == feed.site


def test_a_feed_is_behind_while_something_waits_for_long(feed):
    assert not queries.is_behind(feed, at=AT)
    put(feed, "p1")
    assert not queries.is_behind(feed, at=AT + timedelta(seconds=60))
    assert queries.is_behind(feed, at=AT + timedelta(seconds=180))


def test_pages(feed):
    for n in range(3):
        put(feed, f"p{n}")
    first = queries.page(feed, "Patient", {"_count": "2"})
    assert ([row.ident for row in first.rows], first.total) == (["p0", "p1"], 3)
    last = queries.page(feed, "Patient", {"_count": "2", "_after": first.after})
    assert ([row.ident for row in last.rows], last.after) == (["p2"], "")
    assert queries.page(None, "Patient", {}) == queries.Page([], 0, "")
    with pytest.raises(Refused):
        queries.page(feed, "Patient", {"_count": "-1"})


def test_what_a_type_is_searched_by():
    assert set(queries.parameters("Patient")) == {"_id", "identifier"}
    assert set(queries.parameters("Task")) == {"_id", "identifier", "patient"}
    queries.check_parameters("Task", {"patient": "p1", "_count": "5"})
    with pytest.raises(Refused):
        queries.check_parameters("Patient", {"patient": "p1"})


def test_the_next_page_names_no_identifier():
    assert "Jansen" not in queries.turned({"identifier": "Jansen7"}, "5")
    assert queries.turned({"_id": "a"}, "5") == "_id=a&_after=5"
