"""The frame: only pages that exist, and only those a person may open."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import RequestFactory

from carepath.accounts.roles import Role
from carepath.portal import queries
from carepath.portal.queries import frame
from tests.factories import ada, ben, first, nora, otto, person, site

pytestmark = pytest.mark.django_db


def entries(user, path="/journeys/", query=""):
    groups = queries.groups(user, path=path, query=QueryDict(query))
    return {entry.label: entry for group in groups for entry in group.entries}


def test_every_entry_leads_somewhere():
    for _title, places in frame.PLACES:
        for place in places:
            assert frame.address(place.name), place.name
    for place in frame.PERSONAL:
        if place.name != "api:docs":
            assert frame.address(place.name), place.name
    assert frame.address("no:such") is None


def test_each_person_sees_what_they_may_open():
    assert {"Journeys", "Bottlenecks"} <= set(entries(ben()))
    assert "Imports" not in entries(nora())
    assert {"Imports", "Jobs", "Changes"} <= set(entries(first()))
    assert "Journeys" not in entries(ada())
    assert set(entries(otto())) <= {"Definitions"}


def test_the_open_page_is_marked_and_the_question_goes_along():
    found = entries(nora(), query="source=log&from=2026-01-01&after=5_5&stage=x")
    assert found["Journeys"].current and not found["Bottlenecks"].current
    assert found["Bottlenecks"].url == "/bottlenecks/?source=log&from=2026-01-01"
    assert found["Annotations"].url == "/journeys/annotations/"


def test_every_role_has_a_first_page():
    assert set(frame.FIRST) == set(Role)


def test_strangers_get_no_frame(rf):
    request = rf.get("/")
    assert queries.navigation(request) == {}
    request.user = AnonymousUser()
    assert queries.navigation(request) == {}


def test_the_frame_names_the_person_and_their_roles():
    request = RequestFactory().get("/journeys/")
    request.user = first(first_name="Fay", last_name="First")
    shown = queries.navigation(request)["frame"]
    assert (shown["person"], shown["initials"]) == ("Fay First", "FF")
    assert shown["roles"] == "hospital administrator, quality lead and system administrator"
    assert shown["search_url"] == "/search/"


@pytest.mark.parametrize(
    ("person", "letters"), [("nora", "N"), ("Nora Baker", "NB"), ("j.van.dam", "JD"), ("", "?")]
)
def test_initials(person, letters):
    assert frame.initials(person) == letters


def test_the_first_page_is_the_roles_own_then_any():
    assert queries.first_page(ben()) == "/capacity/requests/"
    assert queries.first_page(ada()) == "/audit/"
    assert [role.name for role in frame.roles(nora())] == ["CLINICIAN"]


def test_a_page_of_an_invented_site_says_so_and_a_persona_sees_no_other():
    request = RequestFactory().get("/")
    request.user = nora()
    assert not frame.is_invented(request)
    request.site = site()
    assert not frame.is_invented(request)
    request.site = site("demo", synthetic=True)
    assert frame.is_invented(request)
    request.site, request.user = None, person("ben@demo", persona_site="demo")
    assert frame.is_invented(request)
    assert queries.navigation(request)["frame"]["personal"] == []
