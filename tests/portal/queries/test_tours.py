"""The short tour: who meets it, and that each step leads somewhere."""

import pytest
from django.test import Client, RequestFactory

from carepath.portal import queries
from carepath.portal.queries import tours
from tests.factories import ada, ben, nora, otto, person, site

pytestmark = pytest.mark.django_db


def opened(user, **session):
    request = RequestFactory().get("/")
    request.user, request.session = user, session
    return queries.tour(request)


def test_only_who_may_see_and_has_not_seen_it_meets_it():
    assert opened(nora(toured_at=None)).step == 1
    assert opened(ben()) is None
    assert opened(ada(toured_at=None)) is None
    assert opened(otto(toured_at=None)) is None


def test_a_session_keeps_its_step_within_bounds():
    who = nora()
    assert opened(who, tour=3).step == 3
    assert opened(who, tour=99).is_last
    assert opened(who, tour=0).step == 1


def test_how_to_steer_is_told_to_who_may_where_a_site_is_invented():
    quinn = person("quinn", "QUALITY_LEAD", at_site="demo")
    assert len(tours.stops_for(quinn)) == 4
    site("demo", synthetic=True)
    assert len(tours.stops_for(quinn)) == 5
    assert len(tours.stops_for(nora())) == 4
    assert len(tours.stops_for(person("far", "QUALITY_LEAD", at_site="north"))) == 4


def test_each_step_leads_to_a_page_that_opens():
    client = Client()
    client.force_login(person("quinn", "QUALITY_LEAD"))
    for step in range(1, len(tours.STOPS) + 1):
        url = opened(person(f"p{step}", "QUALITY_LEAD"), tour=step).url
        assert client.get(url).status_code == 200, url
