"""The list: rows in order, page by page, with the figures of its first line."""

from datetime import timedelta

import pytest

from carepath.frames.moments import HOUR, MINUTE
from carepath.journeys import queries
from carepath.journeys.models import Stage
from carepath.journeys.queries import Cohort, pages
from carepath.ui import paging
from tests.factories import AT, nora
from tests.journeys.frames import event, us
from tests.journeys.worlds import points, record, ward

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture
def who(db):
    return nora()


def test_a_page_says_how_many_how_long_and_where_the_time_went(who):
    ward(3)
    found = queries.listing(Cohort(source="ward"), by=who, now=LATER)
    assert (found.n, found.all, found.n_open, found.after) == (3, 3, 0, "")
    assert found.median_us == 600 * MINUTE
    assert (found.first, found.last) == (us(0), us(120))
    row = found.rows[0]
    assert row.journey.case_ref == "J2"
    assert (row.us, row.spans, row.stages, row.last) == (600 * MINUTE, 4, 4, "Bed")
    assert row.waited == (50 + 30) * MINUTE
    assert sum(part.width for part in row.parts) == pytest.approx(100, abs=0.1)
    assert [part.kind for part in row.parts] == ["stage", "wait", "stage", "gap", "stage"]


def test_a_log_of_completions_claims_no_waiting(who):
    points(1)
    found = queries.listing(Cohort(source="log"), by=who, now=LATER)
    assert found.rows[0].waited is None
    assert {part.kind for part in found.rows[0].parts} == {"between", "away"}
    assert found.points and found.kinds == {"between", "away"}
    assert found.rows[0].ticks[0] == 0


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("opened", ["J2", "J1", "J0"]),
        ("-opened", ["J0", "J1", "J2"]),
        ("length", ["J1", "J0", "J2"]),
        ("-length", ["J0", "J2", "J1"]),
        ("spans", ["J1", "J0", "J2"]),
    ],
)
def test_it_sorts_both_ways_and_ties_go_by_id(who, sort, expected):
    source = ward(3)
    record(source, event("J1", "Home", 1000, 1100))
    found = queries.listing(Cohort(), by=who, now=LATER, sort=sort)
    assert [row.journey.case_ref for row in found.rows] == expected


def test_pages_follow_each_other(who, monkeypatch):
    ward(5)
    monkeypatch.setattr(paging.ranked, "__kwdefaults__", paging.ranked.__kwdefaults__ | {"size": 2})
    seen, after = [], ""
    while True:
        found = queries.listing(Cohort(), by=who, now=LATER, after=after)
        seen += [row.journey.case_ref for row in found.rows]
        after = found.after
        if not after:
            break
    assert seen == ["J4", "J3", "J2", "J1", "J0"]


def test_an_open_journey_counts_the_time_so_far(who):
    source = ward(0, closing_rule="end_stages", end_stages=("Bed",))
    record(source, event("OPEN", "Triage", 0))
    found = queries.listing(Cohort(), by=who, now=AT + timedelta(minutes=45))
    assert (found.n_open, found.median_us) == (1, None)
    assert found.rows[0].is_open
    assert found.rows[0].us == 45 * MINUTE


def test_the_file_holds_every_journey_in_the_order_of_the_list(who):
    ward(3)
    rows = list(pages.exported(Cohort(), by=who, now=LATER, sort="-opened"))
    assert [row[3] for row in rows] == sorted(row[3] for row in rows)
    assert rows[0][5:] == (10.0, 4, 4, "Bed", 80 / 60)


def test_nobody_sees_journeys_of_another_site(who):
    ward(1)
    stranger = type(who).objects.create_user("far", password=None)
    found = queries.listing(Cohort(), by=stranger, now=LATER)
    assert (found.n, found.all, found.rows, found.stages) == (0, 0, [], ())


def test_the_file_says_the_same_as_the_list(who):
    source = ward(4, closing_rule="end_stages", end_stages=("Bed",))
    record(source, event("OPEN", "Triage", 0), event("OPEN", "Scan", None, None, 30))
    record(source, event("ASKED", "Scan", None, None, 40))
    points(2)
    for name in ("ward", "log"):
        cohort = Cohort(source=name)
        shown = queries.listing(cohort, by=who, now=LATER).rows
        rows = pages.exported(cohort, by=who, now=LATER, sort="opened")
        for row, (trace, _source, _site, opened, closed, *figures) in zip(shown, rows, strict=True):
            journey = row.journey
            assert (trace, opened, closed) == (
                journey.trace_id.hex, journey.opened_at, journey.closed_at,
            )  # fmt: skip
            waited = None if row.waited is None else row.waited / HOUR
            assert figures == [row.us / HOUR, row.spans, row.stages, row.last, waited]


def test_the_ids_of_a_cohort_come_latest_recorded_first():
    ward(3)
    who = nora()
    every = queries.ids_in(Cohort(source="ward"), by=who, now=LATER)
    assert every == sorted(every, reverse=True) and len(every) == 3
    later = (AT + timedelta(hours=1), AT + timedelta(hours=2))
    assert queries.ids_in(Cohort(source="ward"), by=who, now=LATER, opened=later) == every[1:2]


def test_the_middle_length_leaves_out_implausible_visits_as_its_definition_does():
    source, who = ward(3), nora()
    record(source, event("J9", "Triage", 0, 30_000))
    found = queries.listing(Cohort(source="ward"), by=who, now=LATER)
    assert (found.n, found.median_us) == (4, 600 * MINUTE)
    triage = Stage.objects.get(name="Triage")
    triage.longest_s = 3600
    triage.save()
    record(source, event("J8", "Bed", 0, 700))
    found = queries.listing(Cohort(source="ward"), by=who, now=LATER)
    assert (found.n, found.median_us) == (5, 600 * MINUTE)
    assert max(row.us for row in found.rows) == 30_000 * MINUTE
