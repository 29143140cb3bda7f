"""How full each unit is: counted once, the same as what the board shows of each bed."""

from collections import Counter

import pytest

from carepath.capacity import queries
from carepath.frames.beds import CLOSED, FREE, HOUSEKEEPING, OCCUPIED, UNNAMED
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.capacity.actions.test_projecting import TWO_IN_ONE, feed, send
from tests.capacity.queries.test_board import minutes, say
from tests.factories import AT
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def now(source, minute, **more):
    return queries.units_now(site=source.site, at=minutes(minute), **more)


def test_staffed_is_what_people_entered_and_a_free_bed_without_staff_is_not_available():
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    say(source, "B2", FREE, 0)
    say(source, "B3", CLOSED, 0)
    (unit,) = now(source, 1)
    assert (unit.occupied, unit.staffed, unit.free, unit.available) == (1, 2, 1, 1)
    places.declare_beds(unit=unit.unit, beds=1, physical=3, by="test", at=AT)
    (unit,) = now(source, 1)
    assert (unit.staffed, unit.free, unit.available) == (1, 1, 0)


def test_a_bed_that_is_only_said_to_be_occupied_has_its_own_name_and_takes_its_staff():
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    say(source, "B2", OCCUPIED, 0)
    say(source, "B3", FREE, 0)
    (unit,) = now(source, 1)
    assert (unit.occupied, unit.unnamed, unit.free, unit.available) == (1, 1, 1, 1)
    places.declare_beds(unit=unit.unit, beds=2, physical=3, by="test", at=AT)
    (unit,) = now(source, 1)
    assert (unit.occupied, unit.unnamed, unit.spare, unit.available) == (1, 1, 0, 0)
    send(source, adt("A01", 5, "W1", visit="V2", bed="B2"), adt("A03", 9, "W1", visit="V2"))
    assert [(n, now(source, n)[0].occupied, now(source, n)[0].unnamed) for n in (4, 6, 10)] == [
        (4, 1, 1), (6, 2, 0), (10, 1, 0),
    ]  # fmt: skip


def test_the_board_shows_the_same_beds_with_who_lies_in_them():
    source = feed()
    send(source, *TWO_IN_ONE, adt("A01", 3, "W2", visit="V7", bed="C1"))
    for bed, state in (("B2", CLOSED), ("B3", OCCUPIED), ("B4", HOUSEKEEPING)):
        say(source, bed, state, 1)
    for minute in (0, 15, 25, 35, 45):
        for units in (None, [Unit.objects.get(code="W1").pk]):
            counted, board = (
                each(site=source.site, at=minutes(minute), units=units)
                for each in (queries.units_now, queries.board)
            )
            assert [(one.unit, one.states, one.staffed, one.counts) for one in board] == [
                (one.unit, one.states, one.staffed, one.counts) for one in counted
            ]
            assert len(counted) == (2 if units is None else 1)
            for unit in board:
                assert Counter(bed.state for bed in unit.beds) == unit.counts
                assert [
                    (bed.bed.pk, bed.journey and bed.journey.pk, tuple(r.pk for r in bed.rivals))
                    for bed in unit.beds
                ] == [(one.bed, one.journey, one.rivals) for one in unit.states]
    assert UNNAMED in counted[0].counts


def test_questions_are_few_however_many_beds_were_spoken_of(django_assert_num_queries):
    source = feed()
    send(source, *TWO_IN_ONE)
    for n in range(2, 9):
        say(source, f"B{n}", FREE, 1)
    with django_assert_num_queries(6):
        (unit,) = now(source, 25)
    assert len(unit.states) == 8


def test_a_unit_without_entered_beds_counts_those_that_are_not_closed():
    source = feed()
    send(source, adt("A01", 0, "W1"), adt("A01", 1, "W2", visit="V2", bed="C1"))
    say(source, "B2", CLOSED, 0)
    units = list(Unit.objects.order_by("code").values_list("pk", flat=True))
    places.declare_beds(
        unit=Unit.objects.get(code="W2"), beds=7, physical=9, by="test", at=minutes(5)
    )
    assert queries.staffed(site=source.site, at=minutes(9), units=units) == 1 + 7
