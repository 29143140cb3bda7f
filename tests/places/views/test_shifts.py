"""The page of shifts: read by who sees, set by who sets up places."""

from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.places.models import ShiftCalendar
from carepath.ui import clock
from tests.factories import AT, ben, nora, person, site
from tests.places.forms.test_shifts import typed
from tests.places.worlds import hana, with_shifts

pytestmark = pytest.mark.django_db
URL = "/beds/shifts/"
TWO = [("day", "08:00", "20:00"), ("night", "20:00", "08:00")]


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Ten o'clock in Amsterdam, whenever this runs."""
    monkeypatch.setattr(clock, "now", lambda *_site: AT)


def shown(client, who, url=URL):
    client.force_login(who)
    return client.get(url).content.decode().replace("&#x27;", "'")


def test_the_page_says_what_tonight_means_and_on_which_nights_clocks_change(client):
    with_shifts()
    page = shown(client, nora())
    assert "The shift now is “early”, for 5 h more." in page
    assert "2 Mar 2026 23:00" in page and ": 8 h." in page
    assert "lasts 7 h instead of 8 h" in page and "lasts 9 h instead of 8 h" in page
    assert "Set other shifts" not in page
    assert "Set other shifts" in shown(client, hana())


def test_an_empty_site_teaches_and_is_filled_by_who_sets_up_places(client):
    site()
    assert "No shift calendar yet" in shown(client, ben())
    assert client.post(f"{URL}set/", {"site": "north"}).status_code == 403
    client.force_login(hana())
    values = typed(*TWO, night="1", site="north", since_on="2026-03-01")
    page = client.post(f"{URL}set/", values, follow=True).content.decode()
    assert "The shifts of North are set." in page
    assert "The shift now is “day”, for 10 h more." in page
    assert Entry.objects.get(verb="calendar.set").why == "agreed"


def test_what_is_no_calendar_stays_on_the_page_with_its_sentence(client):
    site()
    client.force_login(hana())
    values = typed(TWO[0], ("night", "20:00", "09:30"), night="1", site="north")
    answer = client.post(f"{URL}set/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“night” ends at 09:30, after “day” began at 08:00" in page
    assert 'value="09:30"' in page and not ShiftCalendar.objects.exists()


def test_a_calendar_to_come_is_taken_back_with_a_reason(client):
    with_shifts()
    client.force_login(hana())
    later = f"{AT + timedelta(days=9):%Y-%m-%d}"
    client.post(f"{URL}set/", typed(*TWO, night="1", site="north", since_on=later))
    row = ShiftCalendar.objects.get(since_on=later)
    assert "Take it back" in client.get(URL).content.decode()
    page = client.post(f"{URL}{row.pk}/drop/", {"reason": ""}, follow=True)
    assert "Give a reason." in page.content.decode()
    page = client.post(f"{URL}{row.pk}/drop/", {"reason": "not agreed"}, follow=True)
    assert "The calendar is taken back." in page.content.decode()
    first = ShiftCalendar.objects.get()
    page = client.post(f"{URL}{first.pk}/drop/", {"reason": "x"}, follow=True)
    assert "This calendar has begun" in page.content.decode()


def test_another_site_is_not_there(client):
    with_shifts()
    site("south")
    client.force_login(person("far", "HOSPITAL_ADMINISTRATOR", at_site="south"))
    row = ShiftCalendar.objects.get()
    assert client.get(URL, {"site": "north"}).status_code == 404
    assert client.post(f"{URL}{row.pk}/drop/", {"reason": "x"}).status_code == 404
    assert client.post(f"{URL}set/", typed(*TWO, night="1", site="north")).status_code == 404


def test_queries_do_not_grow_with_the_calendars(client, django_assert_max_num_queries):
    north = with_shifts()
    for n in range(9):
        ShiftCalendar.objects.create(
            site=north, since_on=AT.date() - timedelta(days=n), shifts=[], whole_day=False
        )
    client.force_login(hana())
    client.get(URL)
    with django_assert_max_num_queries(20):
        client.get(URL)
