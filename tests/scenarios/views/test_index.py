"""The list of scenarios: each with its answer, paged, at the same cost however many there are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carepath.scenarios.models import Scenario
from tests.factories import ben, nora, otto, site
from tests.scenarios.worlds import LONGER, answered, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/what-if/"


def page(who, **query):
    client = Client()
    client.force_login(who)
    return client.get(URL, query)


def copies(row, n):
    said = {
        field.attname: getattr(row, field.attname)
        for field in Scenario._meta.concrete_fields if not field.primary_key
    }  # fmt: skip
    Scenario.objects.bulk_create(Scenario(**said) for _ in range(n))


def test_before_anything_is_asked_it_teaches_and_who_may_is_led_on():
    site()
    shown = page(ben()).content.decode()
    assert "What would four more beds do?" in shown and "/what-if/new/?site=north" in shown
    assert "/what-if/new/" not in page(nora()).content.decode()
    assert page(otto()).status_code == 403


def test_the_newest_answer_comes_first_and_what_is_run_says_how_far_it_is():
    where, who = hospital(), ben()
    answered(where, by=who)
    row = asked(where, LONGER, by=who, name="CT in the evening")
    Scenario.objects.filter(pk=row.pk).update(done=3, total=9)
    shown = page(who).content.decode()
    line = shown[shown.index('id="answer"') :].split("</p>")[0]
    assert "With 4 more beds on Surgery" in line and "80 %" in line
    assert "3 of 9 runs" in shown and "CT open from 8:00 to 22:00" in shown
    assert "Compare 2 to 4" not in shown  # of one answer there is nothing to compare
    answered(where, LONGER, by=who)
    again = page(who).content.decode()
    assert "Compare 2 to 4" in again and again.count('name="with"') == 3


def test_a_long_list_is_paged_at_the_same_cost():
    where, who = hospital(), ben()
    row = answered(where, by=who)
    client = Client()
    client.force_login(who)
    copies(row, 2)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    copies(row, 40)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(URL)
    assert len(many) == len(few) <= 25, len(few)
    found = answer.context["page"]
    assert len(found.items) == 25
    later = client.get(URL, {"after": found.after}).context["page"].items
    assert later[0].pk < found.items[-1].pk and len(answer.content) < 120_000


def test_nonsense_is_not_found_and_other_sites_are_not_shown():
    who = ben()
    asked(site("south"), by=who, name="Of the south")
    site()
    assert page(who, site="nowhere").status_code == 404
    assert "Of the south" in page(who, site="south").content.decode()
    assert "Of the south" not in page(who, site="north").content.decode()
