"""The page of a journey as it was, and as it was known."""

from datetime import timedelta

import pytest
from django.urls import reverse

from carepath.audit.models import AccessRead
from carepath.journeys.models import Journey
from tests.factories import nora
from tests.journeys.queries.test_as_known import AT, stay, told
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(client):
    feed = declared()
    told(feed, 1, stay("A", "W1", 0))
    told(feed, 30, stay("A", "W1", 0, 20), stay("A", "W2", 20))
    client.force_login(nora())
    url = reverse("journeys:known", args=[Journey.objects.get().trace_id])

    def page(status=200, **moments):
        asked = {name: (AT + timedelta(minutes=m)).isoformat() for name, m in moments.items()}
        response = client.get(url, asked)
        assert response.status_code == status
        return response.content.decode()

    page.url, page.client = url, client
    return page


def test_without_a_moment_it_is_as_known_now(seen):
    body = seen()
    assert "In W2, as far as was known then." in body
    assert AccessRead.objects.filter(resource="journeys", outcome="shown").count() == 1


def test_as_it_was_and_as_it_was_known(seen):
    assert "In W1, as" in seen(at=10)
    assert "In W1, as" in seen(at=25, known_at=10)
    assert "In W2, as" in seen(at=25, known_at=30.5)
    assert "Nothing was known" in seen(known_at=0)


def test_a_local_time_is_read_on_the_sources_clock(seen):
    local = AT.replace(tzinfo=None) + timedelta(minutes=10)
    body = seen.client.get(seen.url, {"known_at": local.isoformat()}).content.decode()
    assert "Nothing was known" in body or "Ward stay" in body
    assert f'value="{local.isoformat()}"' in body


def test_what_is_no_time_is_said_by_name(seen):
    response = seen.client.get(seen.url, {"at": "yesterday", "known_at": ""})
    assert response.status_code == 400
    assert "As it was at: write a time such as" in response.content.decode()


def test_the_journeys_own_page_leads_to_what_it_was_then(seen):
    moment = (AT + timedelta(minutes=10)).isoformat()
    detail = seen.url.removesuffix("known/")
    shown = seen.client.get(detail, {"known_at": moment}, follow=True).content.decode()
    assert "In W1, as" in shown
    assert "Not now:" in shown


def test_the_slider_leads_to_an_address(seen):
    answer = seen.client.get(seen.url, {"back": "-60"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{seen.url}?at=")
    assert "Not now:" not in seen()
