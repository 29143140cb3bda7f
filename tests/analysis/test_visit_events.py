"""Visits as events: a stay for each place, leaves, steps, opening and end; names that last."""

import json

from carepath.analysis.visit_events import ARRIVAL, DISCHARGE, ELSEWHERE, LEAVE, NOWHERE, events
from carepath.analysis.visits import fold
from carepath.frames.adt import Place, Visit
from carepath.frames.columns import EVENTS
from carepath.frames.spans import KINDS
from tests.analysis.test_visits import BED, WARD, event

MINUTE = 60_000_000


def told(*found):
    return events(fold(found), case="V", patient="P")


def rows(frame):
    minute = [None if us is None else us // MINUTE for us in frame["ended"]]
    kinds = [KINDS[kind] for kind in frame["kind"]]
    begun = [us // MINUTE for us in frame["started"]]
    return list(zip(frame["stage"], kinds, begun, minute, strict=True))


def test_a_visit_from_arrival_to_discharge():
    found = told(
        event("A01", 1), event("A02", 10, BED), event("A21", 20), event("A22", 30),
        event("A09", 40), event("A10", 50), event("A03", 60),
    )  # fmt: skip
    assert found.schema == EVENTS
    assert rows(found) == [
        (ARRIVAL, "point", 1, 1),
        ("W1", "stay", 1, 10),
        ("W1", "stay", 10, 60),
        (LEAVE, "service", 20, 30),
        (ELSEWHERE, "service", 40, 50),
        (DISCHARGE, "point", 60, 60),
    ]
    assert json.loads(found["attributes"][1]) == {"bed": "1"}
    assert json.loads(found["case_attributes"][0]) == {"class": "I", "status": "finished"}
    assert found["patient"].unique().to_list() == ["P"]


def test_names_last_when_the_visit_is_folded_anew_and_differ_between_visits():
    before, after = told(event("A01", 1)), told(event("A01", 1), event("A02", 9, BED))
    assert set(before["ref"]) < set(after["ref"])
    assert len(set(after["ref"])) == after.height
    assert {len(ref) for ref in after["ref"]} == {16}
    other = events(fold([event("A01", 1)]), case="V2", patient="")
    assert not set(other["ref"]) & set(before["ref"])
    assert other["patient"].to_list() == [None, None]


def test_a_place_without_a_unit_has_a_name_too():
    found = told(event("A01", 1, Place("", "R1", "")))
    assert rows(found)[1][0] == NOWHERE
    assert found["unit"][1] is None


def test_a_mistake_has_no_events():
    assert events(Visit("entered in error", None, None), case="V", patient="").is_empty()
    assert told(event("A01", 1, WARD), event("A11", 2)).is_empty()
