from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from carepath.audit.models import AccessRead
from carepath.frames.definitions import REGISTER
from carepath.journeys.models import Stage
from tests.capacity.small import NOON, hospital
from tests.factories import person

pytestmark = pytest.mark.django_db(databases="__all__")
PAIR = "pair_from=ER+Sepsis+Triage&pair_to=IV+Antibiotics"


@pytest.fixture
def page(nora):
    client = Client()
    client.force_login(nora)
    return client


def words_of(response):
    return " ".join(strip_tags(unescape(response.content.decode())).split())


def test_the_list_holds_every_definition(page):
    text = page.get("/definitions/?source=sepsis").content.decode()
    for definition in REGISTER:
        assert f'href="/definitions/{definition.key}/?source=sepsis"' in text


def test_a_number_opens_to_its_value_and_ten_journeys(page, sepsis):
    response = page.get(f"/definitions/hours_beyond_target/?source=sepsis&{PAIR}")
    text = response.content.decode()
    assert "959.9 h" in text
    assert "481 of 823" in text
    assert text.count("/journeys/") >= 10
    assert response["Cache-Control"] == "no-store"
    read = AccessRead.objects.get()
    assert (read.resource, read.count, read.route) == ("journeys", 10, "bottlenecks:definition")


def test_without_a_pair_it_asks_for_one(page, sepsis):
    text = page.get("/definitions/hand_over_time/?source=sepsis").content.decode()
    assert "Choose the two stages" in text
    assert not AccessRead.objects.exists()


def test_a_wrong_stage_is_named(page, sepsis):
    response = page.get("/definitions/milestone_time/?source=sepsis&pair_from=X&pair_to=CRP")
    assert response.status_code == 404
    assert "There is no stage “X”" in response.content.decode()


def test_without_a_source_or_data_it_still_explains(page):
    text = page.get("/definitions/journeys/").content.decode()
    assert "appears with the first import" in text


def test_who_may_not_see_journeys_reads_the_formula_only(sepsis):
    client = Client()
    client.force_login(person("otto"))
    text = client.get("/definitions/journeys/?source=sepsis").content.decode()
    assert "Number of journeys that opened" in text
    assert "1,050" not in text
    assert not AccessRead.objects.exists()


def test_nobody_reads_it_without_signing_in():
    assert Client().get("/definitions/").status_code == 302
    assert Client().get("/definitions/journeys/").status_code == 302


def test_an_unknown_definition_is_not_found(page):
    assert page.get("/definitions/happiness/").status_code == 404


def test_a_finding_opens_to_its_times_and_journeys(page, sepsis):
    text = page.get("/bottlenecks/?source=sepsis").content.decode()
    query = text.split('href="/definitions/daily_rhythm/')[1].split('"')[0]
    text = page.get(f"/definitions/daily_rhythm/{unescape(query)}").content.decode()
    assert "Difference" in text and "Admission NC, every day" in text
    assert text.count("/journeys/") >= 10


def test_a_finding_is_chosen_from_those_that_stand(page, sepsis):
    text = page.get("/definitions/daily_rhythm/?source=sepsis").content.decode()
    assert "Choose the finding" in text and '<option value="daily_rhythm|' in text
    response = page.get("/definitions/daily_rhythm/?source=sepsis&finding=x")
    assert response.status_code == 404


def test_the_part_of_a_hand_over_begun_in_one_phase_is_named(page, sepsis):
    Stage.objects.filter(name__in=("CRP", "Leucocytes", "LacticAcid")).update(phase="with_patient")
    pair = "source=sepsis&pair_from=Leucocytes&pair_to=CRP"
    text = words_of(page.get(f"/definitions/hand_over_hours/?{pair}&phase=ward"))
    assert "begun on the ward" in text and "1,292 of 1,778 count" in text
    assert "486 while the patient was elsewhere" in text
    assert "begun" not in words_of(page.get(f"/definitions/hand_over_hours/?{pair}"))
    assert "begun" not in words_of(page.get(f"/definitions/hand_over_count/?{pair}&phase=ward"))


def test_a_number_of_the_capacity_pages_opens_to_its_value_and_journeys(page):
    hospital()
    text = words_of(page.get(f"/definitions/ed_within_4h/?site=north&at={NOON}"))
    assert "Left within 4 hours: 67 %. 3 of 5 count. North · the last 24 hours ·" in text
    response = page.get(f"/definitions/long_stays/?site=north&at={NOON}")
    assert response.content.decode().count("/journeys/") >= 2
    assert response["Cache-Control"] == "no-store"
    read = AccessRead.objects.latest("pk")
    assert (read.resource, read.count) == ("journeys", 2)
    assert "Its page shows it" in words_of(page.get("/definitions/diversions/?site=north"))
    assert "Its page shows it" in words_of(page.get("/definitions/long_stays/?site=west"))
    client = Client()
    client.force_login(person("otto"))
    hidden = words_of(client.get(f"/definitions/long_stays/?site=north&at={NOON}"))
    assert "7 days or more" not in hidden.split("How it is made")[0]
