"""One scenario: how far it is, then the answer first, and how much to believe."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carepath.audit.models import AccessRead
from carepath.scenarios.models import Run, Scenario
from tests.factories import AT, ben, nora, otto, person
from tests.scenarios.worlds import LONGER, answered, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def page(who, row, **headers):
    client = Client()
    client.force_login(who)
    return client.get(f"/what-if/{row.pk}/", headers=headers)


def test_while_it_is_run_a_poll_shows_how_far_it_is_and_then_the_whole_page():
    where, who = hospital(), ben()
    row = asked(where, by=who)
    shown = page(who, row).content.decode()
    assert "Waits for its turn" in shown and 'hx-trigger="every 2s"' in shown
    assert "<dt>State</dt>" not in shown  # the poll would leave it as it was
    Scenario.objects.filter(pk=row.pk).update(leased_by="here:1:1")
    assert "The history is being read" in page(who, row).content.decode()
    Scenario.objects.filter(pk=row.pk).update(leased_by="", done=20, total=80, began_at=AT)
    part = page(who, row, **{"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="progress"') and "20 of 80 runs are done" in part
    assert "left" in part and "<html" not in part
    answered(where, by=who)
    assert page(who, row, **{"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "hx-trigger=\"every 2s\"" not in page(who, row).content.decode()  # fmt: skip


def test_the_answer_comes_first_then_numbers_ranges_fit_assumptions_and_history():
    row = answered(hospital(weeks=10), by=ben())
    answer = page(nora(), row)
    shown = answer.content.decode()
    line = shown[shown.index('id="answer"') :].split("</p>")[0]
    assert "With 4 more beds on Surgery" in line and "boarding a day (80 %" in line
    for words in (
        "Waits and boarding", "80 % of pairs", "/definitions/what_if_difference",
        "How well the model reproduces the past month", "/definitions/what_if_fit",
        "knew nothing of these", "What it takes for granted", "staffed at all hours",
        "whole weeks", "visits to the emergency department", row.calibration.fingerprint[:16],
    ):  # fmt: skip
        assert words in shown, words
    assert "after it was asked" in shown and " ms of " not in shown
    folds = [part.partition(">")[0] for part in shown.split('<details class="sc-fold"')[1:]]
    assert folds == [" open", "", " open" if answer.context["told"].doubt else ""]
    fit = answer.context["told"].fit
    assert shown.count("does not fit") >= sum(not one.inside for one in fit)
    assert ("Believe this less." in shown) == answer.context["told"].doubt
    figures = dict(answer.context["figures"])
    names = [trace["name"] for trace in figures["Occupancy by unit"].traces]
    assert names == ["as it is", "with changes"]
    assert "Copy as a new one" not in shown and "Cancel" not in shown  # she may only look


def test_one_that_ended_otherwise_says_how():
    where, who = hospital(weeks=3), ben(first_name="Ben", last_name="Smit")
    failed = answered(where, by=who)
    assert "It could not be run: Whole weeks" in page(who, failed).content.decode()
    row = asked(where, by=who)
    client = Client()
    client.force_login(who)
    client.post(f"/what-if/{row.pk}/cancel/")
    shown = client.get(f"/what-if/{row.pk}/").content.decode()
    assert "Cancelled by Ben Smit" in shown and "Copy as a new one" in shown


def test_it_costs_the_same_however_many_runs_there_are():
    where, who = hospital(), ben()
    row = answered(where, by=who)
    client = Client()
    client.force_login(who)
    client.get(f"/what-if/{row.pk}/")
    with CaptureQueriesContext(connection) as few:
        small = client.get(f"/what-if/{row.pk}/")
    many_runs = answered(where, by=who, pairs=20)
    for n in range(30):
        answered(where, LONGER, by=who, name=f"Longer {n}")
    with CaptureQueriesContext(connection) as many:
        large = client.get(f"/what-if/{many_runs.pk}/")
    assert len(many) == len(few) <= 25, len(few)
    assert Run.objects.count() > 40 and len(large.content) < len(small.content) + 20_000
    assert not any("scenarios_run" in one["sql"] for one in many)


def test_no_patient_is_read_and_outsiders_are_refused():
    row = answered(hospital(), by=ben())
    page(nora(), row)
    assert not AccessRead.objects.exists()
    assert page(otto(), row).status_code == 403
    assert page(person("eva", "BED_MANAGER", at_site="south"), row).status_code == 404
