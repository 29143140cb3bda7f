"""Adherence on the screen: the real log with its known figures, lists, what is due, excuses."""

import csv
import io
from datetime import timedelta

import pytest

from carepath.frames.protocol import Document, Rule
from carepath.protocols import queries
from tests.factories import AT, site
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.views.pages import signed_in, text
from tests.protocols.worlds import active, amended, draft, nora, somebody

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/protocols/adherence/"
ANTIBIOTICS = Document(
    title="Sepsis",
    stage="ER Registration",
    rules=(Rule("abx", "response", "ER Sepsis Triage", "IV Antibiotics", 3600),),
)


def page(who=None, **query):
    return signed_in(who or nora()).get(URL, query)


def test_before_anybody_follows_it_all_eligible_are_judged():
    version = draft(ANTIBIOTICS)
    assert page(version=version.pk).context["asked"].whom == queries.ALL
    assert page(version=version.pk, whom="pinned").context["asked"].whom == queries.PINNED


def test_antibiotics_within_an_hour_in_the_real_log(shared):
    """Through the same import that people use, to the page."""
    from carepath.journeys import actions as journeys
    from tests.bottlenecks import worlds as logs

    source = journeys.declare_source(
        name="sepsis", site=site("north"), mapping=logs.sepsis_mapping(), intervals=False,
        by="import:1", at=AT,
    )  # fmt: skip
    journeys.record(events=logs.sepsis_events(shared), source=source, by="import:1", at=AT)
    version = draft(ANTIBIOTICS)
    answer = page(version=version.pk, whom="all")
    line = answer.context["line"]
    assert line.counts == {
        "satisfied": 342, "violated": 707, "vacuous": 1, "excused": 0, "not yet decidable": 0,
    }  # fmt: skip
    assert line.judged.n_never == 226
    assert line.judged.of_measured[:2] == (342, 823)
    shown = text(answer)
    assert "satisfied in 342 of 1,049 triggered and decided journeys" in shown
    for cell in ("342", "707", "226"):
        assert cell in shown
    assert len(answer.context["cases"]) == 50
    second = page(version=version.pk, whom="all", after=answer.context["after"])
    first_ids = {one.journey.pk for one in answer.context["cases"]}
    assert not first_ids & {one.journey.pk for one in second.context["cases"]}
    assert all(one.verdict == "violated" for one in second.context["cases"])
    satisfied = page(version=version.pk, whom="all", verdict="satisfied")
    assert {one.verdict for one in satisfied.context["cases"]} == {"satisfied"}


def pinned():
    """Four journeys that follow v1: in time, late, open and due, and one before it began."""
    running = active()
    happens(
        event("before", "Sepsis flag", -90, -90), event("before", "Antibiotics", -60, -59),
        event("in time", "Sepsis flag", 5, 5), event("in time", "Antibiotics", 30, 31),
        event("late", "Sepsis flag", 5, 5), event("late", "Antibiotics", 90, 91),
        event("open", "Sepsis flag", 100, 100),
    )  # fmt: skip
    follow()
    return running


def test_those_that_follow_it_are_judged_those_before_only_when_asked():
    running = pinned()
    found = page(version=running.version_id).context
    assert found["found"].n == 3
    assert found["line"].counts["satisfied"] == 1
    everybody = page(version=running.version_id, whom="all").context
    assert everybody["found"].n == 4
    around = everybody["around"]
    assert around.before.of_triggered[:2] == (1, 1)
    assert around.after.of_triggered.k == 1


def test_the_page_asks_the_database_no_more_often_with_more_journeys():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    running = pinned()

    def asked():
        with CaptureQueriesContext(connection) as found:
            page(version=running.version_id, whom="all", verdict="violated")
        return len(found)

    asked()
    few = asked()
    happens(*(event(f"m{n}", "Sepsis flag", 200 + n, 200 + n) for n in range(30)))
    asked()
    assert asked() <= few


def test_an_empty_portal_teaches_and_an_unknown_version_is_not_there():
    assert "No protocol yet" in text(page())
    version = draft()
    assert page(version=999).status_code == 404
    assert page(version=version.pk, site="nowhere").status_code == 404
    south = somebody("south", "CLINICIAN", at_site="south")
    assert page(south, version=version.pk).status_code == 404


def test_a_version_without_a_rule_says_so():
    version = draft(Document(title="Empty"))
    assert "no rule that could be judged" in text(page(version=version.pk))


def test_reads_of_patients_are_logged_and_kept_by_no_cache():
    from carepath.audit.models import AccessRead

    running = pinned()
    answer = page(version=running.version_id)
    assert "no-store" in answer["Cache-Control"]
    assert AccessRead.objects.filter(route="protocols:adherence").exists()


def test_what_is_due_is_listed_with_its_rule_and_the_time_left(monkeypatch):
    from carepath.ui import clock

    running = pinned()
    later = AT + timedelta(minutes=110)
    monkeypatch.setattr(clock, "now", lambda *_site: later)
    answer = signed_in(nora()).get(URL, {"version": running.version_id})
    due = answer.context["due"]
    assert [(one.journey.case_ref, one.rule.id) for one in due][0] == ("open", "within-hour")
    shown = text(answer)
    assert "Time left" in shown and "50 min" in shown


def test_versions_and_sites_stand_beside_each_other():
    running = pinned()
    assert "Versions and sites" in text(page(version=running.version_id))
    assert page(version=running.version_id).context["compared"] is None
    second = amended(running, at=AT + timedelta(days=8))
    day = 24 * 60
    happens(
        event("two", "Sepsis flag", 9 * day, 9 * day),
        event("two", "Antibiotics", 9 * day + 30, 9 * day + 31),
    )
    follow(AT + timedelta(days=10))
    answer = page(version=second.version_id)
    sides = answer.context["sides"]
    assert [(one.version.number, one.judged.of_triggered[:2]) for one in sides] == [
        (1, (1, 3)), (2, (1, 1)),
    ]  # fmt: skip
    drawn = answer.context["compared"]
    assert [trace["name"] for trace in drawn.traces[2::3]] == ["v1", "v2"]
    assert [shape["x0"][:10] for shape in drawn.layout["shapes"]] == ["2026-03-02", "2026-03-10"]
    assert "v2 in force" in answer.context["trend"].summary


def rows_of(answer):
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_the_table_is_exported_by_who_may():
    running = pinned()
    lead = signed_in(somebody("lead", "QUALITY_LEAD"))
    answer = lead.get(f"{URL}csv/", {"version": running.version_id})
    assert answer.status_code == 200
    head, first, *_rest = rows_of(answer)
    assert first[0] == "Antibiotics within 1 h after Sepsis flag"
    assert dict(zip(head, first, strict=True))["satisfied"] == "1"
    assert lead.get(f"{URL}xlsx/", {"version": running.version_id}).status_code == 200
    assert lead.get(f"{URL}pdf/", {"version": running.version_id}).status_code == 404
    assert signed_in(nora()).get(f"{URL}csv/", {"version": running.version_id}).status_code == 403
