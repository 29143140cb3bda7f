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
