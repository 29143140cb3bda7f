"""A scenario is asked with a form that needs no script, and taken back."""

import pytest
from django.test import Client
from django.urls import reverse

from carepath.scenarios.models import Scenario
from tests.factories import AT, ben, nora, person, site
from tests.scenarios.worlds import LONGER, MORE, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/what-if/new/?site=north"
MORE_BEDS = {"kind_0": "beds", "where_0": "unit:W2", "amount_0": "+4", "weeks": "4", "pairs": "40"}


@pytest.fixture(autouse=True)
def at(monkeypatch):
    from carepath.ui import clock

    monkeypatch.setattr(clock, "now", lambda site=None: AT)


def signed_in(who):
    client = Client()
    client.force_login(who)
    return client


def test_it_offers_the_units_and_stations_of_the_site():
    hospital()
    shown = signed_in(ben()).get(URL).content.decode()
    for words in ("Medicine", "Surgery", 'value="station:CT"', "Change 5", "nothing here changes"):
        assert words in shown
    assert "Emergency</option>" not in shown  # its places are no beds of inpatients
    assert "<details class=\"sc-more\"><summary>" in shown  # fmt: skip


def test_it_is_asked_and_called_by_its_changes():
    hospital()
    who = ben()
    answer = signed_in(who).post(URL, MORE_BEDS | {"kind_1": "arrivals", "amount_1": "+20"})
    row = Scenario.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("scenarios:scenario", args=[row.pk])
    assert row.name == "4 more beds on Surgery and 20 % more arrivals"
    assert (row.weeks, row.pairs, row.anew, row.state) == (4, 40, False, "waiting")
    assert row.changes[0] == {"kind": "beds", "name": "W2", "value": 4}
    signed_in(who).post(URL, MORE_BEDS | {"name": "Winter", "anew": "on"})
    assert Scenario.objects.filter(name="Winter", anew=True).exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_asked():
    hospital()
    answer = signed_in(ben()).post(
        URL, MORE_BEDS | {"amount_0": "many", "kind_2": "beds", "where_2": "unit:W1"}
    )
    shown = answer.content.decode()
    assert answer.status_code == 422 and not Scenario.objects.exists()
    assert shown.count("Write how many beds more or fewer") == 2 and "is-invalid" in shown
    assert '<details class="sc-more" open>' in shown and 'value="many"' in shown


def test_a_copy_begins_with_what_the_other_asks():
    who, where = ben(), hospital()
    row = asked(where, MORE, LONGER, by=who, weeks=8, pairs=20)
    client = signed_in(who)
    form = client.get(f"{URL}&copy={row.pk}").context["form"]
    assert [form[name].value() for name in ("kind_0", "where_0", "amount_0")] == [
        "beds", "unit:W2", "+4",
    ]  # fmt: skip
    assert form["amount_1"].value() == "8-22" and (
        form["weeks"].value(),
        form["pairs"].value(),
    ) == (8, 20)
    assert client.get(f"{URL}&copy=999").status_code == 404
    other = asked(site("south"), by=who)
    assert client.get(f"{URL}&copy={other.pk}").status_code == 404
    assert client.get(f"{URL}&copy=x").status_code == 200


def test_without_beds_or_equipment_it_says_what_is_missing():
    site()
    shown = signed_in(ben()).get(URL).content.decode()
    assert "there is nothing to run" in shown and "on the page Equipment" in shown


def test_who_may_not_here_is_refused_and_a_site_one_does_not_see_is_not_there():
    hospital()
    assert signed_in(nora()).get(URL).status_code == 403
    eva = person("eva", "BED_MANAGER", at_site="south")
    site("south")
    assert signed_in(eva).post(URL, MORE_BEDS).status_code == 404
    assert not Scenario.objects.exists()


def test_when_many_wait_it_says_so():
    who, where = ben(), hospital()
    for _ in range(5):
        asked(where, by=who)
    answer = signed_in(who).post(URL, MORE_BEDS, follow=True)
    assert "5 scenarios of this site wait already" in answer.content.decode()


def test_it_is_cancelled_once_and_only_by_who_may():
    who, where = ben(), hospital()
    row = asked(where, by=who)
    address = reverse("scenarios:cancel", args=[row.pk])
    assert signed_in(nora()).post(address).status_code == 403
    assert signed_in(person("eva", "BED_MANAGER", at_site="south")).post(address).status_code == 404
    client = signed_in(who)
    assert client.get(address).status_code == 405
    assert "What was run is kept" in client.post(address, follow=True).content.decode()
    again = client.post(address, follow=True).content.decode()
    assert "cancelled already" in again and "Cancelled by" in again
