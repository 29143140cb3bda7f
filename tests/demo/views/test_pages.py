"""What pages may show of the invented hospital costs nothing where no page names it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from carepath.demo import views
from carepath.demo.views import pages
from carepath.journeys.models import Journey
from tests.demo.worlds import a_hospital
from tests.factories import ben, first, site
from tests.journeys.frames import event
from tests.journeys.worlds import record
from tests.test_access import TABLE

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


MIXED = {"portal:search"}
"""Pages over several sites: each line names its own."""


def test_every_page_that_shows_something_of_it_is_marked(client):
    hospital = a_hospital()
    record(hospital.source, event("D1", "Gizmo", 0, 5), event("D1", "Gadget", 20, 40))
    client.force_login(first())
    trace, shown = Journey.objects.get().trace_id.hex, set()
    for name in sorted(set(TABLE) - MIXED):
        method, arguments, _who, _inside = TABLE[name]
        if method != "get" or name.startswith("api:"):
            continue
        known = arguments | ({"trace_id": trace} if "trace_id" in arguments else {})
        answer = client.get(reverse(name, kwargs=known), {"source": hospital.source.name})
        if answer.streaming or answer.status_code != 200 or b"<html" not in answer.content:
            continue
        if b"Gizmo" in answer.content:
            shown.add(name)
            assert b"Invented data" in answer.content, name
            assert "Invented data · CarePath</title>" in answer.content.decode(), name
    assert {"journeys:index", "journeys:detail", "bottlenecks:index"} <= shown


def test_every_row_of_the_api_is_marked(client):
    hospital = a_hospital()
    record(hospital.source, event("D1", "Gizmo", 0, 5), event("D1", "Gadget", 20, 40))
    client.force_login(first())
    trace = Journey.objects.get().trace_id.hex
    asked, seen = {"source": hospital.source.name}, set()
    for name in sorted(TABLE):
        method, arguments, _who, _inside = TABLE[name]
        if method != "get" or not name.startswith("api:") or name == "api:schema":
            continue
        known = arguments | ({"trace_id": trace} if "trace_id" in arguments else {})
        answer = client.get(reverse(name, kwargs=known), {} if "trace_id" in known else asked)
        if answer.status_code != 200 or name == "api:journey-otlp":
            continue
        found = answer.json()
        for row in found.get("results", [found]):
            assert row["synthetic"] is True, name
            seen.add(name)
    assert {"api:journeys", "api:journey", "api:flow-summary", "api:flow-edges"} <= seen
