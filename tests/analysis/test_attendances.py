"""Attendances, against what the invented hospital itself says of each, and by hand."""

from collections import defaultdict

import numpy as np
import pytest

from carepath.analysis import attendances as analysis
from carepath.frames import carewords
from carepath.frames.moments import DAY, MINUTE, OPEN
from carepath.simulator import parameters, stages
from carepath.simulator.hospital import Hospital
from tests.journeys.frames import NINE, event, frame
from tests.stories.invented import PLACES, STARTS, spans_of

EMERGENCY = {PLACES[unit] for unit in stages.SPACES}
SAYS = {"Arrival": "arrived", "Doctor assessment": "seen", "Decision to admit": "decided",
        "Left emergency department": "left", "Emergency stay": "spaced"}  # fmt: skip


@pytest.fixture(scope="module")
def lived():
    """(events, moment) of three days."""
    made = Hospital(parameters=parameters.load(), seed=5, starts=STARTS)
    return made.run(STARTS + 3 * DAY), STARTS + 3 * DAY


def found_in(events, at):
    spans = spans_of(events)
    of = analysis.department(spans, EMERGENCY, carewords.read(spans.stages))
    return spans, of, analysis.attendances(spans, of, at)


def told(events):
    """case -> what its own points say: microseconds by name, of those who came to the door."""
    cases = defaultdict(dict)
    for row in events.iter_rows(named=True):
        name = SAYS.get(row["stage"])
        if name and row["started"] is not None:
            said = cases[row["case"]]
            said[name] = min(row["started"], said.get(name, row["started"]))
            if name == "arrived":
                said["at"] = row["unit"]
    return [said for _case, said in sorted(cases.items()) if said.get("at") == "ED"]


def columns(found):
    names = ("arrived", "spaced", "seen", "decided", "left")
    return [tuple(row) for row in zip(*(getattr(found, n).tolist() for n in names), strict=True)]


def expected(events):
    names = ("arrived", "spaced", "seen", "decided", "left")
    return [tuple(said.get(name, OPEN) for name in names) for said in told(events)]


def test_each_patient_as_the_hospital_tells_of_them(lived):
    events, at = lived
    _spans, of, found = found_in(events, at)
    assert of.doors == {PLACES["ED"]}
    assert sorted(columns(found)) == sorted(expected(events))
    assert len(found) > 500


def test_a_past_moment_is_answered_as_it_was_then(lived):
    events, at = lived
    spans, of, _found = found_in(events, at)
    then = STARTS + 2 * DAY + 15 * 60 * MINUTE
    found = analysis.attendances(spans, of, then)
    was = [
        tuple(us if us <= then else OPEN for us in row) for row in expected(events)
        if row[0] <= then
    ]  # fmt: skip
    assert sorted(columns(found)) == sorted(was)
    assert int(found.here.sum()) == sum(row[4] == OPEN for row in was) > 10
    placed = sum(row[1] != OPEN and row[4] == OPEN for row in was)
    assert int(found.placed.sum()) == placed
    boards = [row for row in was if row[3] != OPEN and row[4] == OPEN]
    assert sorted(found.asks[found.boards].tolist()) == sorted(row[3] for row in boards)


def at(minute):
    return NINE + minute * MINUTE


def one(*events, minute=600):
    _spans, _of, found = found_in(frame(*events), at(minute))
    assert len(found) == 1
    return found


def stay(unit, started, ended=None, requested=None, case="A"):
    stage = "Emergency stay" if unit in stages.SPACES else "Ward stay"
    return event(case, stage, started, ended, requested, kind=1, unit=unit)


def test_a_move_within_the_department_is_one_attendance():
    found = one(stay("MIN", 10, 60, 0), stay("MAJ", 70, None, 50))
    assert (found.arrived, found.spaced, found.left) == (at(0), at(10), OPEN)
    between = one(stay("MIN", 10, 60, 0), stay("MAJ", 70, None, 50), minute=65)
    assert (between.left, between.placed) == (OPEN, False)  # another space is asked for
    assert found.unit == PLACES["MAJ"]


def test_who_comes_back_from_a_ward_is_there_and_never_new():
    came = stay("MAJ", 0, 60), stay("MEA", 60, 300, 30), stay("RES", 310, 400)
    assert one(*came, minute=200).left == at(60)
    back = one(*came, minute=350)
    assert (back.left, back.arrived, back.boards) == (OPEN, at(0), False)
    assert one(*came, minute=500).left == at(60)


def test_a_request_that_was_withdrawn_is_no_decision():
    asked = event("A", "Ward stay", None, 90, 60, kind=1, unit="MEA")
    found = one(stay("MAJ", 0), asked, minute=80)
    assert (found.asks, found.decided, found.boards) == (at(60), at(60), True)
    after = one(stay("MAJ", 0), asked, minute=90)
    assert (after.asks, after.decided, after.boards) == (OPEN, OPEN, False)


def test_a_stay_nobody_ended_is_over_when_its_journey_is():
    gone = stay("MAJ", 0), event("A", "Discharged", 120, 120)
    assert one(*gone).left == at(120)
    unseen = stay("MAJ", None, None, 10), event("A", "Left without being seen", 50, 50)
    assert (one(*unseen).left, one(*unseen).unseen) == (at(50), True)
    assert (one(*unseen, minute=49).left, one(*unseen, minute=49).unseen) == (OPEN, False)


def test_who_was_never_there_is_no_attendance():
    inpatient = stay("MEA", 0), event("A", "Arrival", 0, 0, unit="THE")
    _spans, of, found = found_in(frame(*inpatient), at(10))
    assert (len(found), of.doors) == (0, frozenset())
    assert len(found.only(np.zeros(0, bool))) == 0
