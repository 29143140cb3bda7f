"""The emergency department at noon: its numbers, the board's, and what they are based on."""

from datetime import timedelta

import pytest

from carepath.accounts.models import User
from carepath.capacity import queries
from carepath.capacity.queries import emergency
from carepath.frames.moments import DAY, HOUR, MINUTE, to_us
from carepath.places.models import OpenBeds
from tests.capacity.small import hospital
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db
AT_NOON = AT + timedelta(minutes=120)


def known(site, at=AT_NOON, days=2):
    found = queries.record(site=site, by=nora(), at=at).lately(days)
    return found, queries.attendances(found)


def test_the_department_at_noon():
    site = hospital()
    found, every = known(site)
    now = queries.emergency_now(found, every)
    assert (now.patients, now.placed, now.waiting, now.spaces) == (3, 2, 1, 3)
    board = {one.unit.code: one for one in queries.units_now(site=site, at=AT_NOON)}
    assert now.occupied == board["MAJ"].occupied == now.placed
    assert now.units == [board["MAJ"]]
    assert now.longest == 15 * HOUR
    assert (now.to_be_seen, now.longest_to_be_seen) == (1, 20 * MINUTE)
    (boards,) = now.boarding
    assert (boards.unit.code, boards.n, boards.longest) == ("MAJ", 1, HOUR)
    assert (now.boarders, now.longest_boarding) == (1, HOUR)
    # -20 + 85.8 * 3/3 + 600 * 1/6 + 0.93 * 1 + 5.64 * 10 min
    assert now.crowding == emergency.Crowding(168, "severely overcrowded", ())
    page = queries.in_department(found, every)
    assert [one.here // MINUTE for one in page.items] == [900, 120, 20]
    assert [one.unit and one.unit.code for one in page.items] == ["MAJ", "MAJ", None]
    assert [one.asks is not None for one in page.items] == [False, True, False]
    assert queries.census(every).when([to_us(AT_NOON)]).tolist() == [3]


def test_what_became_of_who_arrived_in_a_day():
    found, every = known(hospital())
    window = queries.emergency_window(every, low=found.at - DAY, high=found.at)
    assert window.arrivals == 5
    assert window.within == emergency.Part(2, 3, 5)  # four hours to the minute, and the unseen
    assert window.from_arrival == emergency.Part(1, 3, 5)
    assert window.from_decision == emergency.Part(0, 0, 5)
    assert window.unseen == emergency.Part(1, 5, 5)
    assert (window.doctor.median, window.doctor.n) == (50 * MINUTE, 3)
    assert (window.boarding.median, window.boarding.n) == (None, 0)


def test_without_a_denominator_there_is_no_score():
    site = hospital()
    OpenBeds.objects.filter(unit__code="MAJ").update(open_beds=0)
    found, every = known(site)
    score = queries.emergency_now(found, every).crowding
    assert (score.score, score.missing) == (None, (emergency.NO_SPACES,))
    OpenBeds.objects.update(open_beds=0)
    empty = queries.record(site=site, by=found_by(), at=AT - timedelta(days=30)).lately(2)
    early = queries.emergency_now(empty, queries.attendances(empty))
    every_why = (emergency.NO_SPACES, emergency.NO_BEDS, emergency.NOBODY_PLACED)
    assert early.crowding.missing == every_why
    assert (early.patients, early.longest, early.longest_boarding) == (0, None, None)


def found_by():
    return User.objects.get(username="nora")


def test_as_many_questions_however_many_patients(django_assert_max_num_queries):
    site = hospital()
    found, every = known(site)
    with django_assert_max_num_queries(8):
        queries.emergency_now(found, every)
    with django_assert_max_num_queries(1):
        queries.in_department(found, every)
