"""Keeping the store: at once when asked, and by the sweep when nobody else does."""

import fcntl
from datetime import timedelta

import pytest

from carepath.frames.mapping import SILENCE, Mapping
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from carepath.journeys.queries.store import folder
from carepath.spanstore import partitions
from tests.factories import AT
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db
SOON, LATER = AT + timedelta(seconds=4), AT + timedelta(seconds=6)


def keep(at):
    return journeys.keep_store(by="worker:sweep", at=at)


def test_the_sweep_leaves_a_store_alone_that_was_written_just_now():
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    assert keep(AT) == 1
    record(source, event("B", "Triage", 0, 5))
    assert [keep(SOON), keep(LATER), keep(LATER + timedelta(days=1))] == [0, 1, 0]


def test_who_asks_for_the_store_gets_it_at_once():
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    assert journeys.store_changes(by="test", at=AT) == 1
    record(source, event("B", "Triage", 0, 5))
    assert journeys.store_changes(by="test", at=AT) == 1
    assert journeys.store_changes(by="test", at=AT) == 0


def test_the_sweep_does_not_wait_for_another_writer():
    record(a_source(), event("A", "Triage", 0, 5))
    folder().mkdir(parents=True)
    with (folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert keep(AT) == 0
    assert keep(AT) == 1


def test_batches_follow_each_other(monkeypatch):
    monkeypatch.setattr("carepath.journeys.actions.store.BATCH", 2)
    source = a_source()
    for case in "ABCDE":
        record(source, event(case, "Triage", 0, 5))
    assert journeys.store_changes(by="test", at=AT) == 5
    assert partitions.manifest(folder()).partitions[0].journeys == 5


def test_silence_closes_a_journey():
    source = a_source(closing_rule=SILENCE, silence_days=2)
    record(source, event("A", "Triage", 0, 5))
    assert journeys.refresh_closes(by="test", at=AT + timedelta(days=1)) == 0
    assert journeys.refresh_closes(by="test", at=AT + timedelta(days=3)) == 1
    assert Journey.objects.get().closed_by == "silence"


def test_a_source_that_goes_leaves_the_store_and_the_others_stay():
    mine = a_source()
    other = journeys.declare_source(
        name="other", site=mine.site, mapping=Mapping(case="c", activity="a", time="t"),
        intervals=True, by="test", at=AT,
    )  # fmt: skip
    for source in (mine, other):
        record(source, event("A", "Triage", 0, 5))
    journeys.store_changes(by="test", at=AT)
    before = partitions.manifest(folder())
    journeys.drop_stored(source=mine, by="test", at=LATER)
    after = partitions.manifest(folder())
    assert [part.source for part in after.partitions] == [other.pk]
    assert after.watermark == before.watermark
    assert list(folder().glob(f"{mine.site_id}-{mine.pk}-*"))
    journeys.drop_stored(source=mine, by="test", at=LATER)
    assert partitions.manifest(folder()).partitions == after.partitions
    assert not list(folder().glob(f"{mine.site_id}-{mine.pk}-*"))
    assert list(folder().glob(f"{other.site_id}-{other.pk}-*"))
