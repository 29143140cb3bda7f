"""The page of public holidays: read by who sees, entered by who sets up places."""

from datetime import date, timedelta

import pytest

from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import Holiday
from carepath.ui import clock
from tests.factories import AT, ben, nora, person, site
from tests.places.worlds import hana

pytestmark = pytest.mark.django_db
URL = "/beds/holidays/"
DAY = date(2026, 3, 14)
RIGHT = {"site": "north", "day": "2026-03-14", "name": "Spring Day", "reason": "decreed"}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Ten o'clock in Amsterdam, whenever this runs."""
    monkeypatch.setattr(clock, "now", lambda *_site: AT)


def declared(where=None, **names):
    days = {DAY: "Spring Day", date(2025, 3, 14): "Spring Day", date(2026, 5, 1): "Labour Day"}
    actions.declare_holidays(site=where or site(), days=days, since=AT, by="test", at=AT)
    return Holiday.objects.get(day=DAY)


def shown(client, who, url=URL):
    client.force_login(who)
    return client.get(url).content.decode().replace("&#x27;", "'")


def test_the_first_line_counts_and_names_the_next(client):
    declared()
    page = shown(client, nora())
    assert "2 public holidays known for 2026, 0 for 2027" in page
    assert "the next is Spring Day, Saturday 14 March, in 12 days." in page
    assert "Enter a holiday" not in page and "Correct" not in page
    assert "Enter a holiday" in shown(client, hana())


def test_an_empty_site_teaches_and_is_filled_by_who_sets_up_places(client):
    site()
    assert "No public holidays yet" in shown(client, ben())
    assert client.post(f"{URL}add/", RIGHT).status_code == 403
    client.force_login(hana())
    page = client.post(f"{URL}add/", RIGHT, follow=True).content.decode()
    assert "Spring Day, 2026-03-14 is entered." in page and "in 12 days" in page
    assert Entry.objects.get(verb="holiday.added").why == "decreed"
    answer = client.post(f"{URL}add/", RIGHT | {"name": "Again"})
    assert answer.status_code == 422
    assert "2026-03-14 is a holiday already: Spring Day." in answer.content.decode()
    answer = client.post(f"{URL}add/", RIGHT | {"day": "1926-03-14"})
    assert "2000-01-01 to 2099-12-31" in answer.content.decode()


def test_a_holiday_is_corrected_and_taken_back_with_a_reason(client):
    row = declared()
    client.force_login(hana())
    to = f"{URL}{row.pk}/"
    page = client.post(f"{to}correct/", RIGHT | {"day": "2026-03-15"}, follow=True)
    assert "It is Spring Day, 2026-03-15 now." in page.content.decode()
    page = client.post(f"{to}correct/", RIGHT | {"reason": ""}, follow=True)
    assert "This field is required" in page.content.decode()
    page = client.post(f"{to}correct/", RIGHT | {"day": "2026-05-01"}, follow=True)
    assert "2026-05-01 is a holiday already: Labour Day." in page.content.decode()
    page = client.post(f"{to}drop/", {"reason": ""}, follow=True)
    assert "Give a reason." in page.content.decode()
    page = client.post(f"{to}drop/", {"reason": "of another land"}, follow=True).content.decode()
    assert "is taken back." in page and "of another land" in page
    assert not Holiday.objects.filter(pk=row.pk).exists()
    assert client.post(f"{to}drop/", {"reason": "again"}).status_code == 404


def test_a_file_is_looked_at_and_its_faults_name_row_and_column(client):
    site()
    client.force_login(hana())
    page = client.get("/beds/files/holidays/").content.decode()
    assert "Days of the same name go alike" in page
    assert client.get("/beds/files/holidays/export.csv").status_code == 200


def test_another_site_is_not_there(client):
    row = declared()
    site("south")
    client.force_login(person("far", "HOSPITAL_ADMINISTRATOR", at_site="south"))
    assert client.get(URL, {"site": "north"}).status_code == 404
    for path, said in ((f"{row.pk}/drop/", {"reason": "x"}), (f"{row.pk}/correct/", RIGHT),
                       ("add/", RIGHT)):  # fmt: skip
        assert client.post(URL + path, said).status_code == 404


def test_queries_do_not_grow_with_the_holidays(client, django_assert_max_num_queries):
    north = declared().site
    client.force_login(hana())
    client.get(URL)
    for n in range(9):
        day = DAY + timedelta(days=n + 1)
        actions.add_holiday(site=north, day=day, name=f"N{n}", by="test", at=AT, reason="x")
    with django_assert_max_num_queries(22):
        client.get(URL)
