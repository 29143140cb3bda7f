"""What holds up, on the screen."""

from datetime import timedelta

import pytest

from carepath.journeys.models import Span
from carepath.ui import clock
from tests.capacity.queries.test_constraints import unit  # noqa: F401 - a fixture
from tests.factories import AT, nora, person, site

pytestmark = pytest.mark.django_db
URL = "/capacity/constraints/"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Noon in Amsterdam, whenever this runs."""
    monkeypatch.setattr(clock, "now", lambda *_site: AT + timedelta(hours=2))


def shown(client, who, **query):
    client.force_login(who)
    return client.get(URL, query).content.decode()


def test_an_empty_site_teaches(client):
    site()
    assert "Nothing to compare yet" in shown(client, nora())


def test_the_page_names_what_held_patients_up(client, unit, django_assert_max_num_queries):  # noqa: F811
    page = shown(client, nora())
    assert "held patients up most: in 3 of 12 hours." in page
    assert "/definitions/binding_constraint/" in page and 'data-figure="constraints"' in page
    assert "200 %" in page and "in 9 hours nothing did" in page
    assert "Nothing known of this day" in client.get(URL, {"on": "2026-04-01"}).content.decode()
    assert client.get(URL, {"on": "soon"}).status_code == 404
    assert client.get(URL, {"unit": "W9"}).status_code == 404
    with django_assert_max_num_queries(40):
        client.get(URL)
    site("south")
    client.force_login(person("far", "READ_ONLY", at_site="south"))
    assert client.get(URL, {"site": "north"}).status_code == 404


def test_where_nobody_waited_it_says_so_and_draws_nothing(client, unit):  # noqa: F811
    Span.objects.all().delete()
    page = shown(client, nora())
    assert "Nobody is known to have waited" in page and 'data-figure="constraints"' not in page
