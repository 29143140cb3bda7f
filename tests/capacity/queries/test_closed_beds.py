"""When beds were closed, and that the board and the steps of occupancy count them alike."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from carepath.capacity import queries
from carepath.capacity.models import Holding, Word
from carepath.capacity.queries.closed_beds import EVER, closed_stretches
from carepath.frames.moments import to_us
from carepath.places.models import Bed, Unit
from tests.factories import site

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 3, 3, tzinfo=ZoneInfo("Europe/Amsterdam"))
LOW = to_us(MIDNIGHT)


def hour(n):
    return MIDNIGHT + timedelta(hours=n)


def ward(beds):
    unit = Unit.objects.create(site=site(), code="W1", name="Ward 1")
    return unit, [Bed.objects.create(unit=unit, code=f"B{n}") for n in range(beds)]


def say(bed, n, state, recorded=None):
    at, known = hour(n), hour(n if recorded is None else recorded)
    Word.objects.create(
        bed=bed, state=state, since=at, written_at=at, recorded_at=known, said_by="test"
    )


def lies(bed, since, until):
    until = None if until is None else hour(until)
    Holding.objects.create(bed=bed, since=hour(since), until=until)


def test_a_bed_is_closed_from_the_word_until_the_next():
    unit, (one, other) = ward(2)
    say(one, -5, "C"), say(one, 4, "U"), say(other, 6, "C")
    found = sorted(closed_stretches(unit=unit, low=LOW))
    assert found == [(to_us(hour(-5)), to_us(hour(4))), (to_us(hour(6)), EVER)]


def test_who_lies_in_a_closed_bed_opens_it_for_that_time():
    unit, (one,) = ward(1)
    say(one, 1, "C")
    lies(one, 0, 2), lies(one, 3, 5)
    found = closed_stretches(unit=unit, low=LOW)
    assert found == [(to_us(hour(2)), to_us(hour(3))), (to_us(hour(5)), EVER)]


def test_a_word_that_was_not_known_then_closes_nothing():
    unit, (one,) = ward(1)
    say(one, 1, "C", recorded=3)
    assert closed_stretches(unit=unit, low=LOW, known_at=hour(2)) == []
    assert len(closed_stretches(unit=unit, low=LOW, known_at=hour(3))) == 1


def test_one_question_where_no_bed_was_ever_closed(django_assert_num_queries):
    unit, beds = ward(3)
    say(beds[0], 1, "U")
    with django_assert_num_queries(1):
        assert closed_stretches(unit=unit, low=LOW) == []


@pytest.mark.parametrize("seed", range(6))
def test_board_and_occupancy_count_the_same_staffed_beds_at_every_hour(seed):
    """Random words and stays; the steps must equal the board's own count, hour by hour."""
    rng = Random(seed)
    unit, beds = ward(4)
    for bed in beds:
        for n in sorted(rng.sample(range(-10, 48), 6)):
            say(bed, n, rng.choice("CCUHO"))
        begin = -8
        while begin < 40:
            end = begin + rng.randint(1, 8)
            lies(bed, begin, end)
            begin = end + rng.randint(0, 9)
    steps, entered = queries.staffed_beds(unit, LOW)
    assert not entered
    counted = []
    for n in range(48):
        (now,) = queries.units_now(site=unit.site, at=hour(n), past=True)
        counted.append((now.staffed, int(steps.when(to_us(hour(n))))))
    assert all(board == pages for board, pages in counted)
    assert len({board for board, _ in counted}) > 1
