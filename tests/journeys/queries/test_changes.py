"""What changed since the store was written: whole changes, in order, of some sources."""

import pytest

from carepath.frames.mapping import Mapping
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from carepath.journeys.queries import changes
from tests.factories import AT, site
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db


def cases(heads):
    return sorted(Journey.objects.get(pk=head.id).case_ref for head in heads)


def other_source():
    mapping = Mapping(case="c", activity="a", time="t", timezone="Europe/Amsterdam")
    return journeys.declare_source(
        name="other", site=site(), mapping=mapping, intervals=True, by="test", at=AT
    )


def test_a_tail_holds_what_changed_after_the_watermark():
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    _heads, seen = changes.tail(0, sources={source.pk}, spans=10)
    record(source, event("B", "Triage", 0, 5), event("C", "Triage", 0, 5))
    heads, latest = changes.tail(seen, sources={source.pk}, spans=10)
    assert cases(heads) == ["B", "C"]
    assert latest == seen + 1
    assert changes.tail(latest, sources={source.pk}, spans=10) == ([], 0)


def test_a_change_that_is_too_large_waits_with_all_after_it():
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    record(source, event("B", "Triage", 0, 5), event("C", "Triage", 0, 5))
    record(source, event("D", "Triage", 0, 5))
    assert [cases(changes.tail(0, sources={source.pk}, spans=n)[0]) for n in range(5)] == [
        [], ["A"], ["A"], ["A", "B", "C"], ["A", "B", "C", "D"],
    ]  # fmt: skip


def test_more_journeys_than_are_looked_at_wait_too(monkeypatch):
    monkeypatch.setattr(changes, "MOST", 2)
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    record(source, event("B", "Triage", 0, 5), event("C", "Triage", 0, 5))
    assert cases(changes.tail(0, sources={source.pk}, spans=10)[0]) == ["A"]


def test_a_tail_is_of_some_sources():
    one, other = a_source(), other_source()
    record(one, event("A", "Triage", 0, 5))
    record(other, event("B", "Triage", 0, 5))
    assert cases(changes.tail(0, sources={other.pk}, spans=10)[0]) == ["B"]
    assert cases(changes.tail(0, sources={one.pk, other.pk}, spans=10)[0]) == ["A", "B"]


def test_the_store_takes_whole_changes_and_no_fewer_than_one():
    source = a_source()
    record(source, event("A", "Triage", 0, 5), event("B", "Triage", 0, 5))
    record(source, event("C", "Triage", 0, 5))
    heads, first = changes.changed_since(0, limit=1)
    assert cases(heads) == ["A", "B"]
    assert cases(changes.changed_since(first, limit=1)[0]) == ["C"]
    assert changes.changed_since(first + 1, limit=1) == ([], first + 1)
