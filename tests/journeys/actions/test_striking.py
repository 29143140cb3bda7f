import pytest

from carepath.journeys import actions
from carepath.journeys.models import Journey, Span
from tests.factories import AT
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": AT}


def recorded():
    feed = declared()
    told = frame(event("A", "Arrival", 0, 0), event("A", "Triage", 5, 10))
    actions.record(events=told, source=feed, **WHO)
    return feed, told


def test_a_struck_span_stays_marked_and_its_journey_is_without_it():
    feed, told = recorded()
    assert actions.strike(refs=[told["ref"][1]], source=feed, **WHO) == 1
    assert Span.objects.count() == 2
    assert Span.objects.filter(retracted_at=AT).count() == 1
    assert Journey.objects.get().n_spans == 1


def test_striking_twice_changes_nothing_more():
    feed, told = recorded()
    actions.strike(refs=told["ref"].to_list(), source=feed, **WHO)
    change = Journey.objects.get().change
    assert actions.strike(refs=told["ref"].to_list(), source=feed, **WHO) == 0
    assert actions.strike(refs=[], source=feed, **WHO) == 0
    assert (Journey.objects.get().n_spans, Journey.objects.get().change) == (0, change)


def test_told_again_it_stands_again():
    feed, told = recorded()
    actions.strike(refs=told["ref"].to_list(), source=feed, **WHO)
    actions.record(events=told, source=feed, **WHO)
    assert Journey.objects.get().n_spans == 2
