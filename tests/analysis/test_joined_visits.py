"""Visits under several numbers: a merge before, after or between their events ends the same."""

import os
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import joined_visits, visits
from carepath.analysis.identity import identities
from carepath.frames.adt import Place
from carepath.frames.identity import VISIT, Key
from tests.analysis.registry import Registry, drawn
from tests.analysis.test_visits import BED, ED, MINUTE, WARD, event, places
from tests.analysis.wards import PLACES

CASES = int(os.environ.get("CAREPATH_CASES", "300"))
OTHER = Place("W2", "", "9")


def of(visit, *args, **more):
    one = event(*args, **more)
    return replace(one, visit=visit, digest=f"{visit}-{one.digest}")


def fold(*told, name="V1", **joined):
    at = {number: (name, minute * MINUTE) for number, minute in joined.items()}
    return joined_visits.fold(told, name=name, joined=at)


@st.composite
def histories(draw):
    """A registry after acts, cancels, merges of merged visits, and merges taken back."""
    registry = Registry(["V1", "V2", "V3"])
    untouched = None  # the merge after which nobody has written yet
    for _ in range(draw(st.integers(2, 16))):
        number = draw(st.sampled_from(registry.writing()))
        clerk = registry.clerks[number]
        choice = draw(st.integers(0, 7))
        others = [one for one in registry.writing() if one != number]
        if choice == 0 and others:
            untouched = (draw(st.sampled_from(others)), number)
            registry.merge(*untouched)
        elif choice == 1 and untouched:
            registry.part(*untouched)
            untouched = None
        elif choice == 2 and registry.books(number) == [number]:
            clerk.undo()
        elif clerk.may():
            untouched = None
            place = draw(st.sampled_from(PLACES))
            registry.act(number, draw(st.sampled_from(clerk.may())), place)
    return registry


@settings(max_examples=CASES, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_events_and_merges_ends_in_what_the_registry_holds(registry, dice):
    facts = [*registry.said, *registry.said[:1]]
    told = [one for clerk in registry.clerks.values() for one in clerk.written]
    arrived = [*told, *(replace(one, control="again") for one in told if dice.random() < 0.3)]
    dice.shuffle(facts)
    dice.shuffle(arrived)
    known = identities(facts)
    for number in registry.writing():
        group = {key.number for key in known.group(Key(VISIT, number))}
        assert known.root(Key(VISIT, number)).number == number
        assert group == set(registry.books(number))
        mine = [one for one in arrived if one.visit in group]
        found = joined_visits.fold(mine, name=number, joined=known.joined(number))
        assert drawn(found, registry.clock[0]) == registry.drawn(number)
        claimed = {stay.place for stay in found.stays if stay.until is None}
        assert (joined_visits.TWO_PLACES in found.doubts) == (len(claimed) > 1)


def test_a_single_number_is_folded_like_any_visit():
    told = [of("V1", "A01", 1), of("V1", "A02", 5, BED), of("V1", "A03", 9)]
    assert fold(*told) == visits.fold(told)
    assert fold(*told, V2=4) == visits.fold(told)


def test_an_emergency_stay_and_a_ward_stay_become_one_visit():
    told = [
        of("V1", "A04", 1, ED), of("V2", "A01", 10, WARD),
        of("V1", "A03", 12), of("V2", "A02", 30, BED),
    ]  # fmt: skip
    found = fold(*told, name="V2", V1=20)
    assert places(found) == [(ED, 1, 12), (WARD, 10, 30), (BED, 30, None)]
    assert (found.status, found.opened, found.closed) == ("in progress", MINUTE, None)
    assert found.doubts == ()


def test_two_beds_are_claimed_until_an_event_after_the_merge_says_where_the_patient_is():
    told = [of("V1", "A01", 1, WARD), of("V2", "A01", 5, BED)]
    found = fold(*told, V2=10)
    assert places(found) == [(WARD, 1, None), (BED, 5, None)]
    assert found.doubts == (joined_visits.TWO_PLACES,)
    settled = fold(*told, of("V1", "A02", 20, OTHER), V2=10)
    assert places(settled) == [(WARD, 1, 20), (BED, 5, 20), (OTHER, 20, None)]
    assert settled.doubts == ()


def test_the_same_bed_told_twice_is_one_stay():
    told = [of("V1", "A01", 1, WARD), of("V2", "A01", 5, WARD), of("V2", "A03", 9)]
    assert places(fold(*told[:2], V2=10)) == [(WARD, 1, None)]
    found = fold(*told, V2=10)
    assert places(found) == [(WARD, 1, None)]
    assert found.status == "in progress"
    assert fold(*told, of("V1", "A03", 12), V2=10).closed == 12 * MINUTE


def test_a_number_that_changed_goes_on_with_its_story():
    told = [of("V2", "A01", 1), of("V2", "A02", 5, BED), of("V1", "A03", 20)]
    found = fold(*told, V2=10)
    assert places(found) == [(WARD, 1, 5), (BED, 5, 20)]
    assert (found.closed, found.doubts) == (20 * MINUTE, ())


def test_a_number_that_begins_anew_after_an_ended_one_joined_it_keeps_its_own_bed():
    """V1 took over a visit that was over, came again, and then another open one joined it."""
    told = [
        of("V3", "A04", 1, ED), of("V3", "A03", 2),
        of("V1", "A05", 4, ED), of("V1", "A04", 5, ED), of("V2", "A04", 6, WARD),
    ]  # fmt: skip
    joined = {"V3": 3, "V2": 7}
    assert places(fold(*told, **joined)) == [(ED, 1, 2), (ED, 5, None), (WARD, 6, None)]
    found = fold(*told, of("V1", "A03", 8), **joined)
    assert places(found) == [(ED, 1, 2), (ED, 5, 8), (WARD, 6, 8)]
    assert (found.opened, found.closed) == (MINUTE, 8 * MINUTE)


def test_a_cancel_reaches_the_other_number_only_once_they_are_one():
    told = [of("V1", "A01", 1), of("V2", "A01", 2, ED), of("V2", "A02", 5, BED)]
    cancel = of("V1", "A12", 8)
    apart = fold(*told, cancel, V2=10)
    assert (BED, 5, None) in places(apart)
    assert "A12 waits for what it cancels" in apart.doubts
    assert (ED, 2, None) in places(fold(*told, of("V1", "A12", 12), V2=10))


def test_a_planned_visit_is_carried_out_under_the_other_number():
    found = fold(of("V2", "A05", 1, BED), of("V1", "A01", 5), of("V1", "A03", 9), V2=3)
    assert (found.status, found.opened, found.closed) == ("finished", 5 * MINUTE, 9 * MINUTE)
    assert not found.reserved
    told = [of("V2", "A05", 1, BED), of("V1", "A01", 5), of("V1", "A03", 9)]
    assert fold(*told, V2=12).status == "finished"


def test_codes_are_those_said_last_under_any_number():
    told = [
        of("V1", "A01", 1, attributes=(("service", "MED"),)),
        of("V2", "A01", 5, attributes=(("service", "SUR"),)),
    ]
    assert fold(*told, V2=10).attributes == {"service": "SUR"}
