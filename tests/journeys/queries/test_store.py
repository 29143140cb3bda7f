"""Reading Spans: stored partitions merged with what changed since."""

import pytest

from carepath.frames.moments import MINUTE, OPEN
from carepath.journeys import actions as journeys
from carepath.journeys import queries
from carepath.journeys.models import Journey, Stage
from carepath.journeys.queries import store
from carepath.spanstore import partitions
from tests.factories import AT, person, site
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event, us
from tests.journeys.queries.test_changes import other_source

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
    assert queries.spans(by=nora).phases == ("with_patient",)
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


def test_stored_journeys_of_a_period_are_found_too(nora):
    events = [event(case, "Triage", 60 * n, 60 * n + 5) for n, case in enumerate("ABCD")]
    record(a_source(), *events)
    journeys.store_changes(by="test", at=AT)
    chosen = queries.spans(by=nora, period=(us(60), us(180)))
    assert [(case, at) for case, _stage, at in seen(chosen)] == [("B", 60), ("C", 120)]
    assert queries.spans(by=nora, period=(us(900), us(901))).n_journeys == 0


def test_versions_differ_when_journeys_do(nora):
    source = a_source()
    seen_versions = []

    def look():
        seen_versions.append(queries.snapshot(by=nora, source="log").version)
        return len(set(seen_versions))

    assert look() == 1
    record(source, event("A", "Triage", 0, 5))
    assert [look(), look()] == [2, 2]
    record(source, event("A", "Triage", 0, 5))  # known already
    assert look() == 2
    journeys.store_changes(by="test", at=AT)
    record(source, event("A", "Triage", 0, 6, ref="later"))
    assert look() == 3
    Stage.objects.get().save()
    assert look() == 4


def test_an_import_into_another_source_changes_nothing(nora):
    record(a_source(), event("A", "Triage", 0, 5))
    journeys.store_changes(by="test", at=AT)
    before = queries.snapshot(by=nora, source="log")
    record(other_source(), event("B", "Triage", 0, 5), event("B", "New stage", 6, 7))
    assert queries.snapshot(by=nora, source="log").spans is before.spans
    journeys.store_changes(by="test", at=AT)
    after = queries.snapshot(by=nora, source="log")
    assert after.spans is before.spans
    assert after.version == before.version
    assert queries.spans(by=nora).n_journeys == 2


def test_a_change_too_large_for_a_page_waits_for_the_store(nora, monkeypatch):
    monkeypatch.setattr(store, "FRESH", 1)
    record(a_source(), event("A", "Triage", 0, 5), event("B", "Triage", 1, 5))
    assert queries.spans(by=nora).n_journeys == 0
    journeys.store_changes(by="test", at=AT)
    assert queries.spans(by=nora).n_journeys == 2


def test_files_replaced_while_one_reads_are_read_again(nora, monkeypatch):
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    journeys.store_changes(by="test", at=AT)
    read, replaced = partitions.read, []

    def late(folder, wanted):
        """The first reader comes after two more writes: its files are gone."""
        if not replaced:
            for case in "BC":
                replaced.append(case)
                record(source, event(case, "Triage", 1, 5))
                journeys.store_changes(by="test", at=AT)
        return read(folder, wanted)

    monkeypatch.setattr(partitions, "read", late)
    assert queries.spans(by=nora).n_journeys == 3


def test_a_store_that_lost_its_files_is_no_endless_search(nora):
    record(a_source(), event("A", "Triage", 0, 5))
    journeys.store_changes(by="test", at=AT)
    for path in store.folder().glob("*.arrow"):
        path.unlink()
    with pytest.raises(FileNotFoundError):
        queries.spans(by=nora)


def test_children_know_their_parent(nora):
    ward = event("A", "Ward", 0, 60, ref="w")
    record(a_source(), ward, event("A", "Scan", 10, 20, parent="w"))
    assert queries.spans(by=nora).parent.tolist() == [-1, 0]
