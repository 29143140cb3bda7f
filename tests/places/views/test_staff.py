"""Staff by unit on the screen."""

import pytest

from carepath.places.models import UnitStaff
from carepath.ui import clock
from tests.factories import AT, ben, nora, person, site
from tests.places.worlds import filled, with_shifts

pytestmark = pytest.mark.django_db
URL = "/beds/units/staff/"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Ten o'clock in Amsterdam, whenever this runs."""
    monkeypatch.setattr(clock, "now", lambda *_site: AT)


def shown(client, who, **query):
    client.force_login(who)
    return client.get(URL, query).content.decode().replace("&#x27;", "'")


def test_the_page_says_who_is_missing_now_and_where(client, django_assert_max_num_queries):
    filled(AT)
    page = shown(client, nora())
    assert "people are missing." in page and "/definitions/staffing_gap/" in page
    assert "Most at Medicine A: Healthcare assistants, 1." in page
    assert "Tonight 6 people are missing." in page
    assert "Roles that may: hospital administrator or bed manager." in page
    assert "Enter staff of a unit" not in page
    page = shown(client, ben(), on="2026-03-03")
    assert "Missing on 3 Mar 2026" in page and "Tonight" not in page
    assert "Nobody entered for this day" in client.get(URL, {"on": "2026-04-03"}).content.decode()
    assert client.get(URL, {"on": "soon"}).status_code == 404
    with django_assert_max_num_queries(24):
        client.get(URL)


def test_a_number_is_entered_and_what_cannot_be_stays_with_its_reason(client):
    filled(AT)
    client.force_login(ben(first_name="Ben"))
    said = {"site": "north", "unit": "MEA", "role": "Ward nurses", "shift": "early",
            "day": "2026-03-02", "present": "3", "needed": "6", "reason": "ill"}  # fmt: skip
    page = client.post(f"{URL}set/", said, follow=True).content.decode()
    assert "Medicine A, Ward nurses, early: entered." in page
    assert "entered by hand: Ben," in page and ", ill." in page
    where = {"unit__code": "MEA", "role": "Ward nurses", "shift": "early"}
    assert UnitStaff.objects.get(worked_on="2026-03-02", **where).missing == 3
    for wrong, sentence in (
        ({"shift": "tea"}, "The calendar of that day has: early, late, night."),
        ({"present": "", "needed": ""}, "Write how many are there, needed, or both."),
        ({"reason": ""}, "This field is required."),
    ):
        answer = client.post(f"{URL}set/", said | wrong)
        assert answer.status_code == 422 and sentence in answer.content.decode()


def test_another_site_is_not_there(client):
    with_shifts()
    site("south")
    client.force_login(person("far", "BED_MANAGER", at_site="south"))
    assert client.get(URL, {"site": "north"}).status_code == 404
    assert client.post(f"{URL}set/", {"site": "north"}).status_code == 404
