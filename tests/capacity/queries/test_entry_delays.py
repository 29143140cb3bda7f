"""How late units tell: of the newest messages, the slowest unit counts."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.frames.moments import MINUTE, to_us
from carepath.journeys import actions as journeys
from carepath.journeys.models import Span
from carepath.places.models import Unit
from tests.factories import AT
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


def told(source, unit, minutes, *, n=20, message=1):
    """n events of a unit, told so many minutes after they happened."""
    happened = [event(f"{unit}{k}", "Step", 0, 0, unit=unit) for k in range(n)]
    at = AT + timedelta(minutes=minutes)
    journeys.record(events=frame(*happened), source=source, by="test", at=at, message=message)


def test_the_slowest_unit_says_since_when_all_is_provisional():
    source = declared()
    told(source, "W1", 5)
    told(source, "W2", 30)
    units = dict(Unit.objects.values_list("code", "pk"))
    found = queries.late(site=source.site, units=units.values(), now=AT)
    assert (found.us, found.n, found.since) == (30 * MINUTE, 20, to_us(AT) - 30 * MINUTE)
    assert queries.late(site=source.site, units=[units["W1"]], now=AT).us == 5 * MINUTE


def test_too_few_messages_or_none_or_at_once_say_nothing():
    source = declared()
    told(source, "W1", 5, n=19)
    told(source, "W2", 30, message=None)
    told(source, "W3", 0)
    told(source, "W4", 9 * 24 * 60)  # written up as a whole
    units = Unit.objects.values_list("pk", flat=True)
    assert Span.objects.count() == 79
    assert queries.late(site=source.site, units=units, now=AT) is None
