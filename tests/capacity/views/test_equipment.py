"""Equipment on the screen."""

import pytest

from carepath.places.models import Equipment
from carepath.ui import clock
from tests.factories import AT, ben, nora, person, site
from tests.places.worlds import filled, hana

pytestmark = pytest.mark.django_db
URL = "/capacity/equipment/"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Ten o'clock in Amsterdam, whenever this runs."""
    monkeypatch.setattr(clock, "now", lambda *_site: AT)


def shown(client, who, **query):
    client.force_login(who)
    return client.get(URL, query).content.decode()


def test_an_empty_site_teaches(client):
    site()
    assert "No equipment yet" in shown(client, nora())


def test_the_page_says_what_is_free_and_how_full_it_was(client, django_assert_max_num_queries):
    filled(AT)
    page = shown(client, nora())
    assert "Ventilator, Medicine A:" in page and "/definitions/equipment_utilisation/" in page
    assert 'data-figure="use"' in page and "At most 11 were in use at once" in page
    assert 'data-figure="equipment"' in page and "patients in “CT”" in page
    assert "not known" in page and "nobody yet" in page
    assert "In use now" not in page and "Enter equipment" not in page
    assert "In use now" in shown(client, ben()) and "Enter equipment" in shown(client, hana())
    pump = Equipment.objects.get(kind="Bladder scanner")
    assert "data-figure" not in shown(client, hana(), of=pump.pk)
    assert client.get(URL, {"of": "0"}).status_code == 404
    with django_assert_max_num_queries(26):
        client.get(URL)


def test_many_kinds_come_page_by_page(client):
    north = site()
    for n in range(51):
        Equipment.objects.create(site=north, kind=f"Kind {n:02}", number=0)
    page = shown(client, nora())
    assert "Kind 49" in page and "Kind 50" not in page and "Nobody said lately" in page
    last = Equipment.objects.get(kind="Kind 49")
    assert "Kind 50" in client.get(URL, {"after": last.pk}).content.decode()
    site("south")
    client.force_login(person("far", "READ_ONLY", at_site="south"))
    assert client.get(URL, {"site": "north"}).status_code == 404
