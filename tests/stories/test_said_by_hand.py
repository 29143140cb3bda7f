"""What somebody says of a patient and a bed before the feed does is on every face alike: board,
wall, API, export, mail and huddle, requests, occupancy over time and stays; and the message that
comes after it changes nothing."""

from datetime import timedelta

import numpy as np
import pytest

from carepath.capacity import actions
from carepath.capacity import queries as capacity
from carepath.frames.moments import to_us
from carepath.outcomes import queries as outcomes
from carepath.portal import queries as portal
from carepath.portal.models import Screen
from tests.capacity.actions.test_moving import bed, two, visit
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.queries.test_moved import inside, on_board, record
from tests.capacity.waiting import AT, waits
from tests.ingestion.messages import adt
from tests.stories.test_one_number import Faces

pytestmark = pytest.mark.django_db(databases="__all__")
BEFORE, SAID, AFTER = 9, 10, 15
"""Minutes after nine: as it was, when it was said, and after it."""
WAS = {"W1": 2, "ED": 1}


def minutes(n):
    return AT + timedelta(minutes=n)


def gone(who):
    actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(SAID))
    return adt("A03", SAID + 1, "W1", visit="V1", bed="B1", control="told")


def arrived(who):
    actions.arrive(journey=visit("V3"), bed=bed("N1"), by=who, at=minutes(SAID))


def swapped(who):
    """V1 of the ward and V3 of the department, who still waits for what they asked for."""
    actions.swap(one=visit("V1"), other=visit("V3"), by=who, at=minutes(SAID))


def undone(who):
    (move,) = actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(SAID))
    actions.undo(move=move, by=who, at=minutes(SAID + 1))


STORIES = [
    (gone, {"W1": 1, "ED": 1}, {"V3": "ED"}, 1),
    (arrived, {"W1": 3, "ED": 0}, {}, 0),
    (swapped, {"W1": 2, "ED": 1}, {"V3": "W1"}, 0),
    (undone, WAS, {"V3": "ED"}, 0),
]
"""What is said, the beds occupied after it, who waits for a ward's bed and where they are then, and
how many beds of the ward are to be cleaned."""


@pytest.mark.parametrize(("say", "occupied", "waiting", "cleaning"), STORIES)
def test_what_is_said_by_hand_is_on_every_face(say, occupied, waiting, cleaning):
    source = feed()
    two(source)
    for trigger in ("A01", "A03"):  # a bed that a feed named, so that it was known then
        send(source, adt(trigger, 0, "W1", visit="N", bed="N1", control=trigger))
    waits(source, "V3", minute=5)
    instants = [minutes(BEFORE), minutes(AFTER)]
    faces = Faces(source.site, instants)
    told = say(faces.who)
    wanted = dict(zip(instants, ((WAS, {"V3": "ED"}), (occupied, waiting)), strict=True))
    for at in instants:
        seen(source, faces, at, *wanted[at])
    if told:  # the message comes, and changes nothing
        send(source, told)
        seen(source, faces, instants[1], *wanted[instants[1]])
    (ward,) = (one for one in wall(source, instants[1]) if one.unit.code == "W1")
    assert ward.cleaning == cleaning


def seen(source, faces, at, occupied, waiting):
    """Every face says at a moment what was counted by hand."""
    for face, found in faces.each(at, whole=True):
        assert {unit: found.get(unit, (0, 0)) for unit in occupied} == {
            unit: (n, 0) for unit, n in occupied.items()
        }, (face, at)
    window = {"low": AT, "high": minutes(60)}
    for code, unit in faces.units.items():
        for known_at in (None, minutes(50)):
            steps = capacity.occupancy(unit=unit, **window, known_at=known_at).occupied
            assert steps.when(np.array([to_us(at)])) == occupied[code], (code, at, known_at)
    asked = {"site": source.site.slug, "at": at.isoformat()}
    page = faces.client.get("/capacity/occupancy/", asked | {"unit": "W1"}).content.decode()
    assert "The time under the line is the sum of all stays" in page
    lines = capacity.requests(site=source.site, at=at, past=True).items
    assert {one.request.journey.case_ref: one.source.code for one in lines} == waiting, at
    page = faces.client.get("/capacity/requests/", asked).content.decode()
    assert [ref for ref in ("V1", "V2", "V3") if visit(ref).short in page] == list(waiting)
    for counted in (wall(source, at), outcomes.picture_at(site=source.site, at=at).units):
        assert sum(one.waiting for one in counted) == len(waiting), at
    past = (at - AT).seconds // 60
    assert inside(record(source, faces.who, past)) == on_board(source, past)


def wall(source, at):
    return portal.wall(screen=Screen(site=source.site, units=[]), at=at, page=1).units
