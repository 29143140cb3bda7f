"""Claims are made of stays and of what people said of moves, each with where it comes from."""

import pytest

from carepath.capacity import actions
from carepath.capacity.actions import project_changed
from carepath.capacity.actions.claiming import STAY, claims_of
from carepath.capacity.models import Claim
from carepath.frames.moves import AWAITED, TOLD
from tests.capacity.actions.test_moving import bed, minutes, two, visit
from tests.capacity.actions.test_projecting import feed, held, send
from tests.capacity.waiting import a_bed
from tests.factories import ben
from tests.ingestion.messages import adt
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db


def test_each_claim_names_the_stay_or_the_move_it_comes_from():
    source, who = feed(), ben()
    two(source)
    send(source, adt("A01", 1, "W2", visit="V3", bed="", control="bedless"))
    (move,) = actions.arrive(journey=visit("V1"), bed=bed("B3"), by=who, at=minutes(9))
    made = claims_of([visit(ref).pk for ref in ("V1", "V2", "V3")])
    told = {(row.journey_id, row.bed.code, row.span is not None, row.move) for row in made.rows}
    first, second = visit("V1").pk, visit("V2").pk
    assert told == {
        (first, "B1", True, None), (first, "B3", False, move), (second, "B2", True, None),
    }  # fmt: skip
    assert made.standings == {move.pk: AWAITED}
    assert (made.arrived, made.swapped) == ({(first, bed("B3").unit_id): minutes(9)}, set())
    assert Claim.objects.get(move=move).until is None


def test_a_unit_named_without_a_bed_ends_what_was_said_of_another():
    source, who = feed(), ben()
    two(source)
    actions.arrive(journey=visit("V1"), bed=bed("B3"), by=who, at=minutes(9))
    send(source, adt("A02", 20, "W2", visit="V1", bed=""))
    assert Claim.objects.get(bed=bed("B3")).until == minutes(20)


def test_what_a_file_or_whole_steps_tell_is_moved_and_told_in_the_next_round():
    source, who = declared(closing_rule="end_stages", end_stages=("Home",)), ben()
    lies = {"kind": STAY, "unit": "W1", "ref": "first"}
    record(source, event("V1", "Ward", 0, attributes='{"bed": "B1"}', **lies))
    project_changed(by="test", at=minutes(1))
    place = a_bed("B3", source)
    (move,) = actions.arrive(journey=visit("V1"), bed=place, by=who, at=minutes(9))
    assert (held("B1"), held("B3")) == ([("V1", 0, 9)], [("V1", 9, None)])
    later = lies | {"ref": "second"}
    record(
        source,
        event("V1", "Ward", 0, 20, attributes='{"bed": "B1"}', **lies),
        event("V1", "Ward", 20, attributes='{"bed": "B3"}', **later),
    )
    project_changed(by="test", at=minutes(21))
    move.refresh_from_db()
    assert (held("B1"), held("B3")) == ([("V1", 0, 9)], [("V1", 9, None)])
    assert move.standing == TOLD
