"""How a journey stands among the closed ones of its source."""

from datetime import timedelta

import pytest

from carepath.frames.moments import MINUTE
from carepath.journeys import queries
from carepath.journeys.models import Journey, Stage
from tests.factories import AT, nora
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

LATER = AT + timedelta(days=1)
pytestmark = pytest.mark.django_db


def journeys(n):
    """n journeys of 1, 2, … n minutes in one stage, each reaching the next after as long."""
    source = declared()
    for minutes in range(1, n + 1):
        case = f"J{minutes:02}"
        record(source, event(case, "Triage", 0, minutes), event(case, "Bed", minutes, minutes))
    return Journey.objects.select_related("source").get(case_ref="J10")


def test_it_is_longer_than_those_that_are_shorter():
    found = queries.standing(journeys(31), 10 * MINUTE, by=nora(), now=LATER)
    assert (found.shorter, found.n, found.median_us) == (9, 30, 16.5 * MINUTE)


def test_too_few_to_compare_say_nothing():
    assert queries.standing(journeys(20), 10 * MINUTE, by=nora(), now=LATER) is None


def test_what_closes_later_does_not_compare_yet():
    journey = journeys(31)
    spans = queries.spans(by=nora(), source="ward")
    early = int(spans.opened[0]) + 25 * MINUTE
    found = queries.standing_among(spans, journey.pk, 10 * MINUTE, early)
    assert (found.shorter, found.n) == (9, 24)
    positions, lengths = queries.others(spans, journey.pk, early)
    assert journey.pk not in spans.journey_id[positions]
    assert max(lengths) == 25 * MINUTE


def test_the_usual_time_to_a_stage_is_the_middle_of_the_first_visits():
    journey = journeys(21)
    bed = Stage.objects.get(name="Bed").pk
    found = queries.usual(journey, {"Bed": bed, "No such stage": 0}, by=nora())
    assert found == {bed: 11 * MINUTE}
