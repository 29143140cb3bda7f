"""Taking back goes on where it stopped and touches nothing else."""

import pytest

from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey, Span
from tests.factories import AT
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db


def test_it_walks_the_journeys_in_portions():
    source = a_source()
    record(source, *[event(f"C{n}", "Triage", n, n + 1) for n in range(5)], message=1)
    steps, after = [], 0
    while after is not None:
        changed, after = journeys.retract(
            source=source, message=1, by="test", at=AT, after=after, limit=2
        )
        steps.append(changed)
    assert steps == [2, 2, 1, 0]
    assert not Span.objects.filter(retracted_at=None).exists()
    assert Journey.objects.filter(n_spans=0).count() == 5


def test_taking_back_twice_changes_nothing_more():
    source = a_source()
    record(source, event("A", "Triage", 0, 1), message=1)
    journeys.retract(source=source, message=1, by="test", at=AT)
    before = Journey.objects.get().change
    assert journeys.retract(source=source, message=1, by="test", at=AT)[0] == 0
    assert Journey.objects.get().change in (before, before + 1)


def test_a_version_that_was_taken_back_never_becomes_current_again():
    source = a_source()
    first, second = event("A", "Doctor", 10, 40, ref="d"), event("A", "Doctor", 10, 55, ref="d")
    record(source, first, message=1)
    record(source, second, message=2)
    journeys.retract(source=source, message=2, by="test", at=AT)
    assert Span.objects.get().ended_at.minute == 40
    journeys.retract(source=source, message=1, by="test", at=AT)
    assert not Span.objects.filter(retracted_at=None).exists()


def test_a_version_that_came_late_is_taken_back_with_its_message():
    source = a_source()
    record(source, event("A", "Doctor", 10, 40, ref="d"), message=1)
    record(source, event("A", "Doctor", 10, None, ref="d"), message=2)
    for message in (2, 1):
        journeys.retract(source=source, message=message, by="test", at=AT)
    assert not Span.objects.filter(retracted_at=None).exists()
