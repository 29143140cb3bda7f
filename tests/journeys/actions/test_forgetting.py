"""Earlier versions of a made-up site's spans go after a while, and no other row with them."""

from datetime import timedelta

import pytest

from carepath.journeys import actions
from carepath.journeys.actions import forgetting
from carepath.journeys.models import Span, SpanVersion
from carepath.places import actions as places
from tests.factories import AT
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


def hours(number):
    return AT + timedelta(hours=number)


def corrected(source, times=3):
    """A span whose end was corrected each hour, so often."""
    for number in range(times + 1):
        events = frame(event("A", "Doctor", 10, 40 + number, ref="d"))
        actions.record(events=events, source=source, by="test", at=hours(number))


@pytest.fixture
def invented(db):
    site = places.declare_made_up(
        slug="demo", name="Demo", timezone="UTC", units={}, by="test", at=AT
    )
    return declared("invented", at_site=site)


def forget(source, before):
    return actions.forget_versions(source=source, before=before, by="test", at=AT)


def replaced():
    return sorted(SpanVersion.objects.values_list("replaced_at", flat=True))


def test_what_was_replaced_before_is_forgotten_and_the_span_stays(invented):
    corrected(invented)
    assert forget(invented, hours(2)) == 1
    assert replaced() == [hours(2), hours(3)]
    assert Span.objects.get().version == 4
    assert forget(invented, hours(2)) == 0


def test_some_go_at_a_time_the_oldest_first(invented, monkeypatch):
    monkeypatch.setattr(forgetting, "SOME", 2)
    corrected(invented)
    assert forget(invented, hours(9)) == 2
    assert replaced() == [hours(3)]
    assert forget(invented, hours(9)) == 1


def test_a_span_without_its_earlier_versions_takes_newer_ones(invented):
    corrected(invented)
    forget(invented, hours(9))
    corrected(invented, times=1)
    assert Span.objects.get().version == 6
    assert SpanVersion.objects.count() == 2


def test_of_other_sites_nothing_is_forgotten(invented):
    real = declared("real")
    corrected(real)
    assert forget(invented, hours(9)) == 0
    with pytest.raises(ValueError, match="never forgotten"):
        forget(real, hours(9))
    assert len(replaced()) == 3
