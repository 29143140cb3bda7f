"""Screens on the page of who sets up places."""

import re

import pytest

from carepath.portal.models import Screen
from tests.capacity.actions.test_projecting import feed
from tests.factories import ben, person

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_screen_is_added_its_token_shown_once_and_it_is_revoked(client):
    source = feed()
    client.force_login(person("hana", "HOSPITAL_ADMINISTRATOR"))
    assert "No screen yet" in client.get("/screens/").content.decode()
    added = client.post("/screens/", {"name": "Hall", "site": source.site.slug})
    secret = re.search(r"cpw_[\w-]+(?=</output>)", added.content.decode())[0]
    again = client.get("/screens/").content.decode()
    assert "Hall" in again
    assert secret not in again
    row = Screen.objects.get()
    assert "revoked" in client.post(f"/screens/{row.pk}/revoke/", follow=True).content.decode()
    client.force_login(ben())
    assert client.get("/screens/").status_code == 403
