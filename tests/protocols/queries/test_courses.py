"""The rules of one journey: verdicts, what it could switch to, and where they stand on a scale."""

from datetime import timedelta

import pytest

from carepath.frames.moments import HOUR, MINUTE, to_us
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.protocols import queries
from tests.factories import AT
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.deviations import confirmed
from tests.protocols.worlds import active, amended

pytestmark = pytest.mark.django_db
NOW = to_us(AT + timedelta(days=40))


def treated(drug):
    happens(event("a", "Sepsis flag", 5, 5), event("a", "Antibiotics", drug, drug + 1))


def courses(now=NOW):
    journey = Journey.objects.select_related("source", "site").get()
    return queries.courses(journey, journeys.spans_of(journey), now=now)


def test_verdicts_of_one_journey():
    active()
    treated(300)
    follow()
    (course,) = courses()
    rows = course.verdicts
    assert [(row.rule.id, row.verdict, row.excuse) for row in rows] == [
        ("within-hour", "violated", None), ("lactate", "violated", None),
    ]  # fmt: skip
    assert (rows[0].due - rows[0].trigger, rows[0].met) == (HOUR, to_us(AT) + 300 * MINUTE)
    excuse = confirmed(place="rules/lactate", journey=Journey.objects.get())
    (course,) = courses()
    assert (course.verdicts[1].verdict, course.verdicts[1].excuse) == ("excused", excuse)


def test_what_an_open_journey_could_switch_to():
    first = active()
    happens(event("a", "Sepsis flag", 10, 10))
    follow()
    assert courses()[0].other is None
    second = amended(first)
    assert courses()[0].other == second
    Journey.objects.update(closed_at=AT + timedelta(hours=3), closed_by="recorded")
    assert courses()[0].other is None


def marks(**how):
    journey = Journey.objects.select_related("source").get()
    scale = journeys.scale(journeys.spans_of(journey), now=NOW, **how)
    return queries.marks(courses()[0].verdicts, scale)


def test_a_mark_stands_at_its_deadline_on_the_scale_of_the_waterfall():
    active()
    treated(300)
    Journey.objects.update(closed_at=AT + timedelta(minutes=405), closed_by="recorded")
    follow()
    within, lactate = marks(straight=True)
    opened = Journey.objects.get().opened_at
    assert opened == AT + timedelta(minutes=5)
    assert within.bar[0] == pytest.approx(0.0)
    assert within.x == pytest.approx(within.bar[0] + within.bar[1])
    assert within.met > within.x and within.side == "inside"
    assert lactate.met is None and lactate.verdict.verdict == "violated"


def test_a_deadline_outside_the_window_stands_at_the_edge_and_says_on_which_side():
    active()
    treated(300)
    follow()
    within, _lactate = marks(straight=True, window=(0, 10 * MINUTE))
    assert (within.x, within.side, within.met) == (100.0, "later", None)
    within, _lactate = marks(straight=True, window=(200 * MINUTE, 296 * MINUTE))
    assert (within.x, within.side) == (0.0, "earlier")
