"""The board's answer: each bed as it was at a moment, counted once."""

from datetime import timedelta
from importlib import import_module

import pytest

from carepath.capacity import actions, queries
from carepath.frames.adt import Place
from carepath.frames.beds import CONTESTED, FREE, HOUSEKEEPING, OCCUPIED, BedWord, Word
from carepath.frames.moments import to_us
from tests.capacity.actions.test_projecting import TWO_IN_ONE, feed, send
from tests.factories import AT
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def minutes(n):
    return AT + timedelta(minutes=n)


def say(source, bed, state, minute):
    moment = to_us(minutes(minute))
    said = BedWord(Place("W1", "", bed), Word(state, moment, moment))
    actions.say(said, site=source.site, by="feed:1", at=AT)


def states(source, minute):
    (unit,) = queries.board(site=source.site, at=minutes(minute))
    return {one.bed.code: one.state for one in unit.beds}


def test_the_board_goes_back_in_time():
    source = feed()
    send(source, *TWO_IN_ONE)
    assert states(source, 10) == {"B1": OCCUPIED, "B2": FREE}
    assert states(source, 25) == {"B1": CONTESTED, "B2": FREE}
    assert states(source, 35) == {"B1": OCCUPIED, "B2": OCCUPIED}
    assert states(source, 40) == {"B1": HOUSEKEEPING, "B2": OCCUPIED}


def test_a_conflict_names_both_and_shows_neither_as_its_patient():
    source = feed()
    send(source, *TWO_IN_ONE)
    (unit,) = queries.board(site=source.site, at=minutes(25))
    bed = unit.beds[0]
    assert bed.journey is None
    assert [one.case_ref for one in bed.rivals] == ["V1", "V2"]
    assert (unit.occupied, unit.free, unit.counts[CONTESTED]) == (1, 1, 1)


def test_a_bed_is_not_free_until_it_is_said_to_be_clean():
    source = feed()
    send(source, adt("A01", 0, "W1"), adt("A03", 10, "W1"))
    say(source, "B1", FREE, 30)
    assert states(source, 20) == {"B1": HOUSEKEEPING}
    assert states(source, 30) == {"B1": FREE}


def test_free_said_of_a_bed_with_a_patient_is_a_conflict():
    source = feed()
    send(source, adt("A01", 0, "W1"))
    say(source, "B1", FREE, 5)
    assert states(source, 6) == {"B1": CONTESTED}


def test_questions_do_not_grow_with_the_beds(django_assert_num_queries):
    source = feed()
    send(source, *(adt("A01", n, "W1", visit=f"V{n}", bed=f"B{n}") for n in range(9)))
    with django_assert_num_queries(6):
        (unit,) = queries.board(site=source.site, at=minutes(20))
    assert unit.occupied == 9
    assert list(queries.units_with_beds(site=source.site)) == [unit.unit]


def test_the_version_changes_with_what_is_shown():
    source = feed()
    send(source, adt("A01", 0, "W1"))
    before = queries.version()
    assert queries.version() == before
    say(source, "B1", OCCUPIED, 5)
    assert queries.version() != before


def test_a_board_that_is_behind_says_so(monkeypatch):
    monkeypatch.setattr(import_module("carepath.capacity.queries.board"), "MANY", 1)
    source = feed()
    send(source, adt("A01", 0, "W1", visit="V1"))
    assert not queries.is_behind()
    send(source, adt("A01", 1, "W1", visit="V2", bed="B2"))
    assert queries.is_behind()
    actions.project_changed(by="test", at=AT)
    assert not queries.is_behind()
