"""Visits: any order, repetition and delay of the messages ends in what the clerk believes."""

import os
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis.standing import CANCELS
from carepath.analysis.visits import fold
from carepath.frames.adt import Admission, Place
from tests.analysis.wards import MINUTE, PLACES, Clerk, told

CASES = int(os.environ.get("CAREPATH_CASES", "300"))
WARD, BED, ED = Place("W1", "", "1"), Place("W1", "", "2"), Place("ED", "", "1")


def event(trigger, minute, place=WARD, **more):
    digest = f"{trigger}-{minute}-{place.unit}{place.bed}-{sorted(more)}"
    at = minute * MINUTE
    return Admission(trigger, "V", "P", at, at, place=place, digest=digest, **more)


def places(visit):
    return [
        (one.place, one.since // MINUTE, one.until and one.until // MINUTE) for one in visit.stays
    ]


@st.composite
def shifts(draw):
    """A clerk after some acts and cancels."""
    clerk = Clerk()
    for _ in range(draw(st.integers(1, 14))):
        may = clerk.may()
        if not may or (draw(st.integers(0, 3)) == 0 and clerk.undo()):
            if not may:
                clerk.undo()
            continue
        clerk.act(draw(st.sampled_from(may)), draw(st.sampled_from(PLACES)))
    return clerk


@settings(max_examples=CASES, deadline=None)
@given(shifts(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_ends_in_what_the_clerk_believes(clerk, dice):
    again = [
        replace(one, control=f"again-{n}", written=one.written + 9 * MINUTE)
        for n, one in enumerate(clerk.written)
        if one.trigger not in CANCELS and dice.random() < 0.3
    ]
    arrived = [*clerk.written, *again]
    dice.shuffle(arrived)
    found = told(fold(arrived))
    if clerk.belief["status"]:
        assert found == clerk.belief
    else:
        assert found["stays"] == []
        assert found["status"] in ("cancelled", "entered in error", "in progress")


@settings(max_examples=CASES // 3, deadline=None)
@given(shifts(), st.randoms(use_true_random=False))
def test_what_is_known_at_any_time_depends_on_nothing_but_the_set(clerk, dice):
    part = [one for one in clerk.written if dice.random() < 0.7]
    other = dice.sample(part, len(part))
    assert fold(part) == fold(other)
    for stays in (fold(part).stays,):
        for one, following in zip(stays, stays[1:], strict=False):
            assert one.until is not None
            assert one.since <= one.until <= following.since


def test_planned_registered_admitted_moved_discharged():
    found = fold(
        [
            event("A05", 1),
            event("A04", 5, ED),
            event("A01", 30),
            event("A02", 60, BED),
            event("A03", 90),
        ]
    )
    assert places(found) == [(ED, 5, 30), (WARD, 30, 60), (BED, 60, 90)]
    assert (found.status, found.opened, found.closed) == ("finished", 5 * MINUTE, 90 * MINUTE)
    assert [(one.name, one.until and one.until // MINUTE) for one in found.classes] == [
        ("O", 30),
        ("I", 90),
    ]


def test_a_cancelled_transfer_leaves_no_gap():
    found = fold([event("A01", 1), event("A02", 10, BED), event("A12", 20, WARD)])
    assert places(found) == [(WARD, 1, None)]


def test_a_cancel_may_come_first_and_name_the_time_of_what_it_cancels():
    first, second = event("A02", 10, BED), event("A02", 15, ED)
    cancel = replace(event("A12", 20), occurred=10 * MINUTE)
    assert places(fold([cancel, second, first, event("A01", 1)])) == [(WARD, 1, 15), (ED, 15, None)]


def test_a_cancel_without_its_target_waits_and_says_so():
    found = fold([event("A01", 1), event("A12", 20)])
    assert places(found) == [(WARD, 1, None)]
    assert found.doubts == ("A12 waits for what it cancels",)


def test_a_cancelled_discharge_opens_again_without_a_gap():
    found = fold([event("A01", 1), event("A03", 10), event("A13", 20), event("A02", 30, BED)])
    assert places(found) == [(WARD, 1, 30), (BED, 30, None)]
    assert found.closed is None


def test_a_cancelled_admission_was_a_mistake_but_a_cancelled_plan_was_given_up():
    assert fold([event("A01", 1), event("A11", 5)]).status == "entered in error"
    assert fold([event("A05", 1), event("A38", 5)]).status == "cancelled"
    assert fold([event("A04", 1, ED), event("A01", 5), event("A11", 9)]).status == "arrived"


def test_a_deleted_visit_takes_back_what_was_told_before_and_nothing_since():
    told = [event("A01", 1), event("A02", 5, BED), event("A23", 9)]
    found = fold(told)
    assert (found.status, found.stays) == ("entered in error", ())
    assert found.doubts == ("A23 deleted what was told before",)
    assert places(fold([*told, event("A01", 20)])) == [(WARD, 20, None)]


def test_leaving_and_coming_back_keeps_the_bed():
    found = fold([event("A01", 1), event("A21", 10), event("A22", 20), event("A53", 25)])
    assert found.status == "on leave"
    assert places(found) == [(WARD, 1, None)]
    assert [(one.since // MINUTE, one.until) for one in found.leaves] == [(10, None)]


def test_a_swap_moves_like_a_transfer():
    assert places(fold([event("A01", 1), event("A17", 5, BED)])) == [(WARD, 1, 5), (BED, 5, None)]


def test_a_swap_cancels_no_transfer():
    wanted = event("A15", 3, pending=ED)
    assert fold([event("A01", 1), wanted, event("A17", 5, BED)]).reserved == ED
    assert not fold([event("A01", 1), wanted, event("A17", 5, ED)]).reserved
    assert not fold([event("A01", 1), wanted, event("A02", 5, BED)]).reserved


def test_expectations_are_set_and_withdrawn():
    due = event("A16", 10, expected=99)
    assert fold([event("A01", 1), due]).discharge_expected == 99
    assert fold([event("A01", 1), due, event("A25", 12)]).discharge_expected is None
    wanted = event("A15", 10, pending=BED)
    assert fold([event("A01", 1), wanted]).reserved == BED
    assert not fold([event("A01", 1), wanted, event("A26", 12)]).reserved


def test_a_visit_without_an_opening_says_so_until_it_comes():
    late = [event("A02", 10, BED)]
    assert fold(late).doubts == ("opened without an admission",)
    assert fold([*late, event("A01", 1)]).doubts == ()


def test_what_comes_after_the_discharge_has_no_effect():
    found = fold([event("A01", 1), event("A03", 5), event("A02", 9, BED)])
    assert places(found) == [(WARD, 1, 5)]
    assert found.doubts == ("A02 after the discharge",)


def test_an_update_changes_what_is_said_and_moves_nobody():
    found = fold(
        [
            event("A01", 1, attributes=(("service", "MED"), ("disposition", None))),
            event("A08", 5, BED, attributes=(("service", ""), ("attending", "7"))),
        ]
    )
    assert found.attributes == {"attending": "7"}
    assert found.doubts == ("A08 names another place",)


def test_the_same_stretch_keeps_its_name_when_the_visit_is_folded_anew():
    first = fold([event("A01", 1), event("A02", 10, BED)])
    later = fold([event("A01", 1), event("A02", 10, BED), event("A02", 5, ED)])
    assert {one.cause for one in first.stays} < {one.cause for one in later.stays}
