"""What the page of a huddle shows, in as many questions however much there is."""

from datetime import timedelta

import pytest

from carepath.capacity import queries as capacity
from carepath.forecasts import actions as foretold
from carepath.forecasts import queries as forecasts
from carepath.frames.moments import from_us
from carepath.outcomes import actions, queries
from carepath.outcomes.models import Huddle, Score
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import ben
from tests.forecasts.worlds import hospital
from tests.outcomes import worlds
from tests.outcomes.actions.test_huddles import busy, held, minute
from tests.outcomes.worlds import AT, DAY, HOUR

pytestmark = pytest.mark.django_db


def test_the_picture_is_that_of_the_board():
    north = busy()
    picture = queries.picture_at(site=north, at=AT)
    units = capacity.board(site=north, at=AT)
    assert [(one.occupied, one.staffed, one.available) for one in picture.units] == [
        (one.occupied, one.staffed, one.available) for one in units
    ]
    assert picture.waiting == capacity.waiting(site=north, at=AT).count() == 1
    worlds.scored(AT)
    assert queries.picture_at(site=north, at=AT).level is None  # scored, and not known
    Score.objects.update(level=2, shown=2, least=2)
    assert queries.picture_at(site=north, at=AT).level == 2
    assert queries.picture_at(site=north, at=AT - HOUR).level is None


def test_a_huddle_beside_the_one_before():
    north = busy()
    held(north)
    worlds.lies(worlds.arrives(north, AT + HOUR), "W", "W1", AT + HOUR)
    actions.take_huddles(by="sweep", at=AT + DAY)
    first, second = Huddle.objects.order_by("due_at")
    found = queries.held(second)
    assert (found.before, found.after) == (first, None)
    assert queries.held(first).after == second
    assert (found.change["available"], found.fewer) == (-1, 1)
    (ward,) = (line for line in found.lines if line.unit.code == "W")
    assert (ward.change["occupied"], ward.word) == (1, None)
    assert queries.huddle(site=north) == second
    assert queries.huddle(site=north, number=first.pk) == first
    assert queries.huddle(site=worlds.hospital(slug="other", name="Other"), number=first.pk) is None


def test_no_page_grows_with_what_was_decided(django_assert_num_queries):
    north = busy()
    row = held(north)
    words = {"owner": "bed manager", "by": ben(), "at": AT, "until": AT + HOUR}
    for n in range(60):
        actions.decide(huddle=row, text=f"Number {n}", **words)
    actions.take_huddles(by="sweep", at=AT + DAY)
    with django_assert_num_queries(9):
        assert len(queries.held(Huddle.objects.get(site=north, due_at=AT + DAY)).carried) == 50


def test_the_next_one_is_told():
    north = busy()
    assert queries.next_huddle(site=north, at=AT) is None
    due = minute(north, AT + HOUR)
    actions.declare_times(site=north, minutes=(due,), by="test", at=AT)
    actions.declare_times(site=north, minutes=(1, 2), by="test", at=AT)  # what was set stays
    assert queries.next_huddle(site=north, at=AT) == AT + HOUR
    assert queries.huddle_minutes() == {north: [due]}
    assert queries.is_due(site=north, due=AT - timedelta(minutes=1))


def test_what_is_foretold_to_be_short_is_what_the_first_page_says():
    where = hospital()
    places.declare_beds(unit=Unit.objects.get(code="W2"), beds=1, physical=90, by="test", at=AT)
    foretold.run_due(by="test", at=AT)
    at = AT + timedelta(minutes=5)
    told = forecasts.latest(site=where, job="beds", known_at=at)
    best = forecasts.first_short(forecasts.outlooks(row for row in told if row.series))
    short = queries.picture_at(site=where, at=at).short
    assert (short.unit, short.beds, from_us(short.at)) == ("Surgery", best.hour.beds, best.at)
    assert short.chance == pytest.approx(best.hour.chance, abs=1e-4) and short.chance >= 0.5
    assert queries.picture_at(site=where, at=AT + timedelta(hours=9)).short is None  # stale
