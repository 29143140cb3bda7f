"""The page of annotations."""

import pytest
from django.urls import reverse

from carepath.journeys.models import Annotation
from tests.factories import nora, person, site

pytestmark = pytest.mark.django_db
URL = "/journeys/annotations/"


def note(client, **values):
    given = {"text": "norovirus", "place": site().pk, "starts": "2026-03-02T08:00"}
    given |= {"ends": "2026-03-03T08:00"} | values
    return client.post(reverse("journeys:annotate"), given)


def test_an_empty_page_teaches_and_offers_the_form(client):
    site()
    client.force_login(nora())
    page = client.get(URL).content.decode()
    assert "Nothing noted yet" in page and "Note something" in page


def test_what_is_noted_is_listed_and_can_be_taken_back(client):
    client.force_login(nora())
    assert note(client).status_code == 302
    found = Annotation.objects.get()
    page = client.get(URL).content.decode()
    assert "norovirus" in page and "2 Mar 2026 08:00" in page
    client.post(reverse("journeys:withdraw_annotation", args=[found.pk]))
    assert not Annotation.objects.exists()
    assert client.post(reverse("journeys:withdraw_annotation", args=[found.pk])).status_code == 404


def test_a_mistake_keeps_what_was_typed(client):
    client.force_login(nora())
    response = note(client, ends="2026-03-01T08:00")
    page = response.content.decode()
    assert response.status_code == 200
    assert "norovirus" in page and "after the beginning" in page


def test_who_may_only_look_sees_no_form(client):
    client.force_login(person("rob", "READ_ONLY"))
    assert "Note something" not in client.get(URL).content.decode()
    assert note(client).status_code == 403


def test_another_site_is_neither_shown_nor_offered(client):
    client.force_login(nora())
    note(client)
    client.force_login(person("far", "CLINICIAN", at_site="south"))
    assert "norovirus" not in client.get(URL).content.decode()
    assert note(client).status_code == 200
    pk = Annotation.objects.get().pk
    assert client.post(reverse("journeys:withdraw_annotation", args=[pk])).status_code == 404


def test_what_a_protocol_left_is_listed_but_never_taken_back(client):
    client.force_login(nora())
    note(client, text="v2 in force")
    Annotation.objects.update(kind=Annotation.Kind.BEGAN)
    pk = Annotation.objects.get().pk
    page = client.get(URL).content.decode()
    assert "v2 in force" in page and "Take back" not in page
    assert client.post(reverse("journeys:withdraw_annotation", args=[pk])).status_code == 404
    assert Annotation.objects.exists()
