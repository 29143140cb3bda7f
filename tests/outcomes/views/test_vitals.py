"""Vital signs on the screen: the latest beside the journey, all of them by page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carepath.accounts.models import User
from carepath.audit.models import AccessRead
from tests.factories import nora, otto
from tests.outcomes.queries.test_vitals import journey, told  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db(databases="__all__")


def page(found, who=None, **more):
    client = Client()
    client.force_login(who or User.objects.filter(username="nora").first() or nora())
    return client.get(f"/vitals/{found.trace_id.hex}/", **more)


def test_the_part_shows_the_latest_of_each(journey):  # noqa: F811
    told(journey, ("Heart rate", 72, 1), ("Heart rate", 80, 2))
    answer = page(journey, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert "80 /min" in shown
    assert "<html" not in shown
    assert AccessRead.objects.get().count == 1


def test_a_journey_without_values_says_so_and_its_part_is_empty(journey):  # noqa: F811
    assert page(journey, headers={"HX-Request": "true"}).content.decode().strip() == ""
    assert "No vital sign was told" in page(journey).content.decode()


def test_all_values_come_by_page_newest_first(journey):  # noqa: F811
    told(journey, *(("Heart rate", 60 + n, n) for n in range(60)), ("Respiratory rate", 16, 99))
    first = page(journey, data={"name": "Heart rate"})
    values = [one.value for one in first.context["page"].items]
    assert values == list(range(119, 69, -1))
    second = page(journey, data={
        "name": "Heart rate", "after": first.context["page"].after})  # fmt: skip
    assert [one.value for one in second.context["page"].items] == list(range(69, 59, -1))


def test_who_may_not_see_journeys_sees_no_values(journey):  # noqa: F811
    assert page(journey, who=otto()).status_code in (403, 404)


def test_the_page_asks_the_database_as_often_with_many_values(journey):  # noqa: F811
    page(journey)
    asked = []
    for n in (1, 40):
        told(journey, *(("Heart rate", 60 + m, m) for m in range(n)))
        with CaptureQueriesContext(connection) as queries:
            page(journey)
        asked.append(len(queries))
    assert asked[0] == asked[1]
