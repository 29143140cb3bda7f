"""What was measured in a journey: the latest of each, in one query."""

import pytest

from carepath.frames.vitals import Measured
from carepath.ingestion import actions as ingestion
from carepath.journeys.models import Journey
from carepath.outcomes import actions, queries
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey():
    feed = ingestion.declare_feed(name="adt", site=site(), by="test", at=AT)
    message = ingestion.receive_hl7(raw=adt("A01", 1, "W1"), source=feed, by="test", at=AT)
    ingestion.process(message=message.pk, by="test", at=AT)
    return Journey.objects.select_related("source", "site").get()


def told(journey, *rows, visit="V1"):
    measured = [
        Measured(name, value, "/min", at, 1, f"{visit}{name}{at}", visit, retracted=value < 0)
        for name, value, at in rows
    ]
    actions.observe(measured, source=journey.source, message=None, at=AT)


def test_the_latest_of_each_in_their_usual_order(journey, django_assert_num_queries):
    told(journey, ("Respiratory rate", 16, 5), ("Heart rate", 72, 1), ("Heart rate", 80, 2))
    told(journey, ("Heart rate", 200, 9), visit="V2")
    with django_assert_num_queries(1):
        found = [(one.name, one.value, one.count) for one in queries.signs(journey)]
    assert found == [("Heart rate", 80, 2), ("Respiratory rate", 16, 1)]


def test_a_value_taken_back_is_not_shown(journey):
    told(journey, ("Heart rate", 72, 1), ("Heart rate", -1, 2))
    assert [one.value for one in queries.of_journey(journey)] == [72]
