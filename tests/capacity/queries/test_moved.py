"""Pages made from journeys show what was said of beds as the board does."""

import pytest

from carepath.capacity import actions, queries
from carepath.frames.spans import STAY
from tests.capacity.actions.test_moving import bed, minutes, two, visit
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import waits
from tests.factories import ben
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def record(source, who, minute, known=None, past=True):
    known_at = None if known is None else minutes(known)
    asked = {"at": minutes(minute), "past": past, "known_at": known_at}
    return queries.record(site=source.site, by=who, **asked)


def inside(found):
    """(unit, journey) of who lies in a bed, by journeys."""
    every = queries.inpatients(found)
    ids = found.spans.journey_id[every.journey].tolist()
    return sorted(zip((found.units[pk].code for pk in every.unit.tolist()), ids, strict=True))


def on_board(source, minute, known=None):
    known_at = None if known is None else minutes(known)
    asked = {"at": minutes(minute), "past": True, "known_at": known_at}
    units = queries.board(site=source.site, **asked)
    beds = [(unit.unit.code, one.journey.pk) for unit in units for one in unit.beds if one.journey]
    return sorted(beds)


def test_who_left_came_or_changed_beds_is_where_the_board_has_them():
    source, who = feed(), ben()
    two(source)
    waits(source, "V3", minute=5)
    for n, (unit, code) in enumerate((("W1", "N1"), ("X", "X1"))):  # beds a feed named before
        for trigger in ("A01", "A03"):
            send(source, adt(trigger, 0, unit, visit=f"N{n}", bed=code, control=f"{trigger}{n}"))
    before = record(source, who, 8)
    assert len(queries.bed_waits(before)) == 1
    actions.arrive(journey=visit("V3"), bed=bed("N1"), by=who, at=minutes(10))
    actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(20))
    actions.arrive(journey=visit("V2"), bed=bed("X1"), by=who, at=minutes(30))
    for minute in (8, 10, 15, 20, 25, 30, 40):
        for known in (None, 8, 12, 22, 45):
            found = record(source, who, minute, known)
            assert inside(found) == on_board(source, minute, known), (minute, known)
    now = record(source, who, 40)
    assert [code for code, _pk in inside(now)] == ["W1", "X"]
    assert len(queries.bed_waits(now)) == 0, "the request is answered"
    assert len(queries.bed_waits(record(source, who, 40, 8))) == 1, "nobody knew it yet"
    send(source, adt("A02", 31, "X", visit="V2", bed="X1"))
    assert inside(record(source, who, 40)) == on_board(source, 40)


def test_an_undone_move_never_was_and_the_rest_of_a_journey_stays():
    source, who = feed(), ben()
    two(source)
    (move,) = actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(10))
    said = record(source, who, 20).spans
    stays = int((said.kind == STAY).sum())
    assert len(inside(record(source, who, 20))) == 1
    actions.undo(move=move, by=who, at=minutes(30))
    plain = record(source, who, 20).spans
    assert len(inside(record(source, who, 20))) == 2
    assert (said.n_journeys, said.n_spans, stays) == (plain.n_journeys, plain.n_spans, 2)
    assert said.stages == plain.stages and said.intervals == plain.intervals
