"""The session stays its person's own while they look as somebody else."""

import pytest

from carepath.demo.middleware import LEAVING, OWN
from tests.demo.worlds import a_hospital
from tests.factories import first
from tests.test_access import ROUTES

pytestmark = pytest.mark.django_db


def test_the_refused_pages_exist():
    assert LEAVING in ROUTES
    for beginning in OWN:
        assert any(name.startswith(beginning) for name in ROUTES), beginning


def test_colours_stay_those_of_the_person(client, settings):
    settings.LOOPBACK_ONLY = True
    a_hospital()
    client.force_login(first(theme="dark"))
    client.post("/demo/personas/quinn/")
    page = client.get("/definitions/").content.decode()
    assert 'data-bs-theme="dark"' in page


def test_who_plays_nobody_is_themselves(client):
    a_hospital()
    client.force_login(first())
    assert client.get("/people/").context["user"].username == "first"
