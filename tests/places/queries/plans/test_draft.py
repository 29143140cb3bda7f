"""Plans: counted, and told apart by what they would do."""

from carepath.frames.sheets import Fault, Row, Table
from carepath.places.models import Bed
from carepath.places.queries.plans.draft import Draft, given


def test_a_draft_counts_what_is_added_changed_and_left_alone():
    rows = [Row(2, {"a": 1, "b": None}), Row(3, {"a": 1, "b": None})]
    draft = Draft(Table(rows, [Fault(4, "a", "empty")], ["x"]))
    assert draft.plan().does_nothing
    assert draft.first("one", 2, "a") and not draft.first("one", 3, "a")
    bed = Bed(code="B1", care="ward", specialty="x")
    draft.compare(2, "B1", bed, {"care": "ward", "specialty": None})
    draft.compare(2, "B1", bed, {"care": "high", "specialty": "x"})
    draft.add(5, "B2", Bed(code="B2"))
    plan = draft.plan()
    assert (plan.read, plan.same, plan.unused) == (3, 1, ("x",))
    assert plan.changed[0].fields == (("care", "ward", "high"),)
    assert plan.edited == ((bed, ("care",)),) and bed.care == "high"
    assert [(one.row, one.code) for one in plan.faults] == [(3, "twice"), (4, "empty")]
    assert not plan.does_nothing


def test_the_digest_differs_with_what_would_be_done():
    found = set()
    for care in ("ward", "high", "high"):
        draft = Draft(Table([], [], []))
        draft.compare(2, "B1", Bed(code="B1", care="day"), {"care": care})
        found.add(draft.plan().digest)
    assert len(found) == 2
    assert given({"a": 0, "b": None}, "a", "b") == ["a"]
