"""Patients as lists name them."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from carepath.portal import queries
from tests.capacity.actions.test_moving import two, visit
from tests.capacity.actions.test_projecting import feed
from tests.capacity.views.test_flags import flagged
from tests.capacity.views.test_moves import browser
from tests.factories import ben, nora

pytestmark = pytest.mark.django_db(databases="__all__")
LINES = "{% load patients %}{% for one in every %}{% patient one %}{% is_private one as veiled %}"
LINES += "{% if veiled %}veiled{% endif %};{% endfor %}"


def test_a_list_names_patients_by_their_letters_and_private_ones_not(django_assert_num_queries):
    two(feed())
    flagged(browser(ben()), "private")
    one, other = visit("V1"), visit("V2")
    page = Context({"every": [one, other, one], "request": RequestFactory().get("/")})
    with django_assert_num_queries(1):
        first, second, third, _end = Template(LINES).render(page).split(";")
    assert first == third and "private" in first and "veiled" in first and "<svg" in first
    assert one.short not in first and second == other.short
    assert "private" in Template(LINES).render(Context({"every": [one]}))


def test_no_list_shows_the_letters_of_a_private_patient_and_the_journey_says_why():
    source = feed()
    two(source)
    flagged(browser(ben()), "private")
    one, reader = visit("V1"), nora()
    client = browser(reader)
    listed = client.get(reverse("journeys:index"), {"source": source.name}).content.decode()
    assert one.short not in listed.replace(one.trace_id.hex, "").replace(str(one.trace_id), "")
    assert "private" in listed and visit("V2").short in listed
    (hit,) = queries.search(str(one.trace_id)[:8], by=reader).groups[0][1]
    assert one.short not in hit.title
    address = reverse("journeys:detail", args=[one.trace_id])
    assert "This patient is private" in client.get(address).content.decode()
    other = reverse("journeys:detail", args=[visit("V2").trace_id])
    assert "This patient is private" not in client.get(other).content.decode()
