"""Rows of a waterfall: one item each, in words beside the drawing."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.journeys import queries
from carepath.journeys.models import Journey, Stage
from carepath.journeys.views import rows
from tests.factories import AT
from tests.journeys.frames import event
from tests.journeys.worlds import declared, points, record, ward

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")
LATER = AT + timedelta(days=30)


def drawn(now=LATER, *, compare=False, usual=None):
    journey = Journey.objects.select_related("source", "site").get()
    trace = queries.trace(journey, now=now)
    found = queries.drawn(trace, now=now, zone=ZONE, usual=usual)
    return str(rows.rows(found, journey, ZONE, compare=compare))


def last_column(html):
    return [re.sub("<.*?>", "", cell) for cell in re.findall(r'cp-wf-us">(.*?)</span>', html)]


def test_a_row_has_stage_clock_elapsed_and_duration():
    ward(1)
    html = drawn()
    assert html.count("<li id=") == 4
    assert re.findall(r'cp-wf-clock" title="(.*?)"', html)[1] == "2 Mar 2026 11:00:00"
    assert re.findall(r'cp-wf-elapsed">(.*?)<', html) == [
        "+0 s",
        "+1 h",
        "+1 h 10 min",
        "+2 h 30 min",
    ]
    assert last_column(html) == ["10 min", "1 h", "20 min", "7 h 30 min"]
    assert 'fill="url(#cp-p-wait)"' in html and "style=" not in html


def test_completions_say_how_long_after_the_one_before():
    points(1)
    record(Journey.objects.get().source, event("P0", "Lab", 90, 90))
    assert last_column(drawn())[:3] == ["start", "1 h 30 min", "same moment"]


def test_what_has_no_end_runs_or_waits():
    source = declared(closing_rule="end_stages", end_stages=("Bed",))
    record(source, event("A", "Triage", 0), event("A", "Scan", None, None, 30))
    assert last_column(drawn(AT + timedelta(hours=1))) == ["running 1 h", "waiting 30 min"]


def test_a_request_that_was_withdrawn_says_so():
    source = ward(1)
    record(source, event("J0", "Scan 2", None, 40, 30))
    assert "withdrawn 10 min" in last_column(drawn())


def test_compared_the_last_column_says_when_it_usually_comes():
    ward(1)
    triage = Stage.objects.get(name="Triage").pk
    html = drawn(compare=True, usual={triage: 5 * 60_000_000})
    assert last_column(html) == ["+5 min", "", "", ""]
    assert 'class="cp-usual"' in html


def test_many_rows_come_in_lists_that_count_on():
    record(declared(), *[event("A", "Ward", i, i + 1) for i in range(120)])
    html = drawn()
    assert re.findall(r'<ol class="cp-wf-rows" start="(\d+)">', html) == ["1", "51", "101"]
    assert html.count("<li id=") == 120


def test_a_visit_longer_than_is_plausible_says_so():
    ward(1)
    Stage.objects.filter(name="Doctor").update(longest_s=3599)
    Stage.objects.filter(name="Scan").update(longest_s=1200)
    assert drawn().count("longer than plausible") == 1
