"""Units, rooms and beds on the screen."""

import pytest

from carepath.places.models import Bed
from tests.factories import nora, site
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db
URL = "/beds/units/"


def test_units_lead_to_their_beds(client, django_assert_max_num_queries):
    site()
    client.force_login(nora())
    assert "No units yet" in client.get(URL).content.decode()
    for n in range(52):
        ward(f"W{n:02}", f"Ward {n:02}")
    Bed.objects.create(unit=ward("W00"), room="1", code="A", side_room=True)
    page = client.get(URL).content.decode()
    assert "52 units, 1 named rooms and 1 beds. 1 bed is known from a feed alone." in page
    assert "Ward 49" in page and "Ward 51" not in page and "Load a file" not in page
    assert "Ward 51" in client.get(URL, {"after": "W49"}).content.decode()
    page = client.get(URL, {"unit": "W00"}).content.decode()
    assert "a feed alone" in page and "Rooms and beds" in page
    assert "No bed of this unit is known." in client.get(URL, {"unit": "W01"}).content.decode()
    assert client.get(URL, {"unit": "W99"}).status_code == 404
    with django_assert_max_num_queries(20):
        client.get(URL)
    client.force_login(hana())
    assert "Load a file" in client.get(URL).content.decode()
