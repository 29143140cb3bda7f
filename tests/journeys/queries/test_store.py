"""Reading Spans: stored partitions merged with what changed since."""

import pytest

from carepath.frames.moments import MINUTE, OPEN
from carepath.journeys import actions as journeys
from carepath.journeys import queries
from carepath.journeys.models import Journey, Stage
from tests.factories import AT, person, site
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event, us

pytestmark = pytest.mark.django_db


def seen(spans):
    """(case's trace, stage, start in minutes) of each span in order."""
    traces = dict(Journey.objects.values_list("pk", "case_ref"))
    return [
        (traces[spans.journey_id[j]], spans.stages[s], (int(start) - us(0)) // MINUTE)
        for j, s, start in zip(spans.journey, spans.stage, spans.start, strict=True)
    ]


@pytest.fixture
def nora(db):
    site()
    return person("nora", "READ_ONLY")


def test_nothing_shown_is_stale(nora):
    source = a_source()
    record(source, event("A", "Triage", 0, 5), event("B", "Triage", 1, 5))
    assert journeys.store_changes(by="test", at=AT) == 2
    record(source, event("A", "Doctor", 10, 15), event("C", "Triage", 2, 5))
    expected = [("B", "Triage", 1), ("A", "Triage", 0), ("A", "Doctor", 10), ("C", "Triage", 2)]
    assert seen(queries.spans(by=nora)) == expected


def test_the_store_alone_says_the_same(nora):
    source = a_source()
    record(source, event("A", "Triage", 0, 5), event("B", "Doctor", 1, None))
    live = queries.spans(by=nora)
    journeys.store_changes(by="test", at=AT)
    stored = queries.spans(by=nora)
    assert seen(live) == seen(stored)
    assert stored.end.tolist()[1] == OPEN
    assert stored.offsets.tolist() == live.offsets.tolist()


def test_a_taken_back_journey_leaves_the_store(nora):
    source = a_source()
    record(source, event("A", "Triage", 0, 5), message=1)
    journeys.store_changes(by="test", at=AT)
    journeys.retract(source=source, message=1, by="test", at=AT)
    assert queries.spans(by=nora).n_journeys == 0
    journeys.store_changes(by="test", at=AT)
    assert queries.spans(by=nora).n_journeys == 0


def test_a_lost_store_is_rebuilt(nora, settings, tmp_path):
    record(a_source(), event("A", "Triage", 0, 5))
    journeys.store_changes(by="test", at=AT)
    settings.CAREPATH_HOME = tmp_path / "elsewhere"
    assert journeys.store_changes(by="test", at=AT) == 1
    assert queries.spans(by=nora).n_spans == 1


def test_a_changed_phase_shows_at_once(nora):
    record(a_source(), event("A", "Scan", 0, 5))
    assert queries.spans(by=nora).phases == ("department",)
    stage = Stage.objects.get()
    stage.phase = "away"
    stage.save()
    assert queries.spans(by=nora).phases == ("away",)


def test_other_sites_stay_unseen(nora):
    record(a_source(), event("A", "Triage", 0, 5))
    otto = person("otto")
    south = person("ben", "READ_ONLY", at_site="south")
    assert queries.spans(by=otto).n_journeys == 0
    assert queries.spans(by=south).n_journeys == 0
    assert queries.spans(by=nora, source="log").n_journeys == 1
    assert queries.spans(by=nora, source="no such").n_journeys == 0


def test_a_period_takes_journeys_by_their_opening(nora):
    record(a_source(), event("A", "Triage", 0, 5), event("B", "Triage", 60, 65))
    chosen = queries.spans(by=nora, period=(us(0), us(60)))
    assert seen(chosen) == [("A", "Triage", 0)]


def test_children_know_their_parent(nora):
    ward = event("A", "Ward", 0, 60, ref="w")
    record(a_source(), ward, event("A", "Scan", 10, 20, parent="w"))
    assert queries.spans(by=nora).parent.tolist() == [-1, 0]
