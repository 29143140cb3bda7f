"""Boards act before the feed does: on the board at once, undone in a click, never two in a bed."""

import random
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from carepath.audit.models import Entry
from carepath.capacity import actions, queries
from carepath.capacity.models import Claim, Holding, Move, Request
from carepath.frames.moves import AWAITED, OTHERWISE, TOLD
from carepath.journeys.models import Journey
from carepath.places.models import Bed
from tests.capacity.actions.test_projecting import feed, held, send
from tests.capacity.waiting import a_bed, waits
from tests.factories import AT, ben, nora
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def minutes(n):
    return AT + timedelta(minutes=n)


def two(source):
    """V1 in B1 and V2 in B2, since nine; B3 is free."""
    send(source, adt("A01", 0, "W1", visit="V1", bed="B1"))
    send(source, adt("A01", 0, "W1", visit="V2", bed="B2", control="second"))
    a_bed("B3", source)


def visit(ref):
    return Journey.objects.get(case_ref=ref)


def bed(code):
    return Bed.objects.get(code=code)


def standing():
    return list(Move.objects.order_by("pk").values_list("standing", flat=True))


def everything():
    """All that the board is made of."""
    claims = Claim.objects.order_by("bed", "since").values_list("bed", "journey", "since", "until")
    holdings = Holding.objects.order_by("bed", "since")
    return list(claims), list(holdings.values_list("bed", "journey", "since", "until"))


def test_gone_empties_the_bed_at_once_and_the_message_changes_nothing():
    source, who = feed(), ben(first_name="Ben", last_name="Smit")
    two(source)
    (move,) = actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(10))
    assert held("B1") == [("V1", 0, 10)]
    assert (move.by_name, move.said_by) == ("Ben Smit", f"user:{who.pk}")
    assert queries.moves_by_bed(site=source.site) == {bed("B1").pk: [move]}
    assert Entry.objects.filter(verb="bed.gone").get().detail["journey"] == visit("V1").short
    send(source, adt("A03", 25, "W1", visit="V1", bed="B1"))
    assert (held("B1"), standing()) == ([("V1", 0, 10)], [TOLD])
    assert queries.moves_by_bed(site=source.site) == {}


def test_who_waits_arrives_and_waits_no_more_and_undone_waits_again():
    source, who = feed(), ben()
    request, place = waits(source), a_bed("B1", source)
    kept = actions.reserve(request=request, bed=place, by=who, at=minutes(15))
    before = everything()
    (move,) = actions.arrive(
        journey=request.journey, bed=place, by=who, at=minutes(30), ago=timedelta(minutes=5)
    )
    assert (held("B1"), held("EV1")) == ([("V1", 25, None)], [("V1", 0, 25)])
    assert Request.objects.get().ended_at == minutes(25)
    kept.refresh_from_db()
    assert (kept.ended_by, kept.ended_at) == ("arrived", minutes(25))
    assert actions.undo(move=move, by=who, at=minutes(31))
    assert everything() == before
    assert (Request.objects.get().span_id, Request.objects.get().ended_at) == (
        request.span_id,
        None,
    )
    kept.refresh_from_db()
    assert (kept.ended_by, kept.ended_at) == ("", None)
    assert not actions.undo(move=move, by=who, at=minutes(32))


def test_a_swap_moves_two_and_cancels_neither_transfer_and_is_undone_as_one():
    source, who = feed(), ben()
    two(source)
    request = waits(source, "V3")
    goal = a_bed("B4", source)
    actions.reserve(request=request, bed=goal, by=who, at=minutes(12))
    before = everything()
    pair = {"one": visit("V1"), "other": visit("V3")}
    moved = actions.swap(**pair, by=who, at=minutes(20))
    assert held("B1")[-1] == ("V3", 20, None)
    assert held("EV3")[-1] == ("V1", 20, None)
    assert (Request.objects.get().pk, Request.objects.get().ended_at) == (request.pk, None)
    assert queries.reservations(site=source.site).get().bed == goal
    send(source, adt("A02", 24, "W1", visit="V3", bed="B1"))
    assert standing() == [AWAITED, TOLD]
    assert held("B1") == [("V1", 0, 20), ("V3", 20, None)]
    assert queries.reservations(site=source.site).get().bed == goal
    with pytest.raises(actions.CannotMove, match="had B1 then"):
        actions.undo(move=moved[0], by=who, at=minutes(25))
    send(source, adt("A12", 26, "ED", visit="V3", bed="EV3"))
    assert actions.undo(move=moved[1], by=who, at=minutes(27))
    assert everything() == before


def test_what_cannot_be_is_refused_and_leaves_nothing():
    source, who = feed(), ben()
    two(source)
    one, other, at = visit("V1"), visit("V2"), minutes(30)
    before = everything()
    early = timedelta(minutes=31)
    for refused, why in (
        (lambda: actions.arrive(journey=one, bed=bed("B2"), by=who, at=at), "had B2 then"),
        (lambda: actions.arrive(journey=one, bed=bed("B1"), by=who, at=at), "already"),
        (lambda: actions.leave(journey=one, bed=bed("B2"), by=who, at=at), "board has changed"),
        (lambda: actions.leave(journey=one, bed=bed("B1"), by=who, at=at, ago=early), "not open"),
        (lambda: actions.swap(one=one, other=one, by=who, at=at), "Two patients"),
    ):
        with pytest.raises(actions.CannotMove, match=why):
            refused()
    with pytest.raises(PermissionDenied):
        actions.leave(journey=one, bed=bed("B1"), by=nora(), at=at)
    assert (everything(), Move.objects.count()) == (before, 0)
    actions.leave(journey=other, bed=bed("B2"), by=who, at=at)
    with pytest.raises(actions.CannotMove, match="had B2 then"):
        actions.arrive(journey=one, bed=bed("B2"), by=who, at=at, ago=timedelta(minutes=5))
    with pytest.raises(actions.CannotMove, match="no bed to change"):
        actions.swap(one=one, other=other, by=who, at=at)
    send(source, adt("A02", 40, "W1", visit="V1", bed="B3"))
    with pytest.raises(actions.CannotMove, match="tells something else"):
        actions.arrive(journey=one, bed=bed("B2"), by=who, at=minutes(45), ago=timedelta(minutes=8))


def test_who_came_into_the_bed_meanwhile_stays_and_the_undo_is_refused():
    source, who = feed(), ben()
    two(source)
    (move,) = actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(10))
    actions.arrive(journey=visit("V2"), bed=bed("B1"), by=who, at=minutes(12))
    before = everything()
    with pytest.raises(actions.CannotMove, match=visit("V2").short):
        actions.undo(move=move, by=who, at=minutes(13))
    assert everything() == before
    assert Move.objects.filter(undone_at=None).count() == 2


def test_a_move_is_told_otherwise_or_settled_or_too_late_to_undo():
    source, who = feed(), ben()
    two(source)
    (move,) = actions.arrive(journey=visit("V1"), bed=bed("B3"), by=who, at=minutes(10))
    send(source, adt("A02", 30, "W1", visit="V1", bed="B9"))
    assert (held("B3"), standing()) == ([("V1", 10, 30)], [OTHERWISE])
    assert actions.settle(move=move, by=who, at=minutes(40))
    assert not actions.settle(move=move, by=who, at=minutes(41))
    assert not queries.waiting_moves(site=source.site).exists()
    send(source, adt("A02", 20, "W1", visit="V1", bed="B3"))
    assert (held("B3"), standing()) == ([("V1", 10, 30)], [TOLD])
    with pytest.raises(actions.CannotMove, match="told it since"):
        actions.undo(move=move, by=who, at=minutes(42))


def test_a_visit_entered_in_error_holds_nothing_whatever_was_said():
    source, who = feed(), ben()
    two(source)
    actions.arrive(journey=visit("V1"), bed=bed("B3"), by=who, at=minutes(10))
    send(source, adt("A11", 15, "W1", visit="V1", bed="B1"))
    assert (held("B1"), held("B3"), standing()) == ([], [], [OTHERWISE])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_at_once_one_has_the_bed():
    source, who = feed(), ben()
    two(source)
    go, told = Barrier(2), []

    def come(ref):
        try:
            journey, place = visit(ref), bed("B3")
            go.wait(timeout=60)
            actions.arrive(journey=journey, bed=place, by=who, at=minutes(10))
        except actions.CannotMove as error:
            told.append(str(error))
        finally:
            connections.close_all()

    threads = [Thread(target=come, args=(ref,)) for ref in ("V1", "V2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    (refused,) = told
    assert "had B3 then" in refused
    ((winner, since, until),) = held("B3")
    assert (winner in ("V1", "V2"), since, until) == (True, 10, None)
    assert Move.objects.count() == 1


SAID = {
    10: lambda **who: actions.leave(journey=visit("V2"), bed=bed("B2"), **who),
    12: lambda **who: actions.arrive(journey=visit("V1"), bed=bed("B2"), **who),
    14: lambda **who: actions.arrive(journey=visit("V2"), bed=bed("B1"), **who),
    16: lambda **who: actions.swap(one=visit("V1"), other=visit("V2"), **who),
}
TYPED = {13: ("V1", "B2"), 15: ("V2", "B1"), 18: ("V1", "B1"), 19: ("V2", "B2")}
"""V2 leaves, V1 and V2 end in each other's beds, then change back: when it is said, when typed."""


@pytest.mark.parametrize("seed", range(2))
def test_moves_and_late_messages_in_any_order_end_as_in_order(seed):
    source, who, dice = feed(), ben(), random.Random(seed)
    two(source)
    comes = [(minute + dice.choice((0.5, 9, 15)) * dice.random(), minute) for minute in TYPED]
    for at, minute in sorted([*((minute, minute) for minute in SAID), *comes]):
        if minute in SAID:
            SAID[minute](by=who, at=minutes(at))
        else:
            case, code = TYPED[minute]
            send(source, adt("A02", minute, "W1", visit=case, bed=code, control=f"t{minute}"))
        assert not Holding.objects.filter(journey=None).exists()
    assert held("B1") == [("V1", 0, 12), ("V2", 14, 16), ("V1", 16, None)]
    assert held("B2") == [("V2", 0, 10), ("V1", 12, 16), ("V2", 16, None)]
    assert set(standing()) == {TOLD}
