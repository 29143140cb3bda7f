"""Correlation: cases of any sources, in any order, find their visit, or nobody guesses."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis.correlation import correlate
from carepath.frames.correlation import (
    APART,
    BY_NUMBER,
    BY_PATIENT,
    LEADS,
    NO_VISIT,
    NOTHING_SAID,
    SEVERAL,
    Case,
    Found,
    Rule,
    Rules,
)

CASES = int(os.environ.get("CAREPATH_CASES", "300"))
MINUTE = 60_000_000
RULES = Rules(
    ("adt", "fhir"),
    (Rule("lab", visit="case", patient=True, before_min=2, after_min=3), Rule("x", visit="no")),
)


def case(key, source, visit="", patient=None, opened=0, closed=None):
    return Case(
        key, source, opened * MINUTE, None if closed is None else closed * MINUTE, visit, patient
    )


VISIT = case(1, "adt", "V1", 7, 10, 20)


def test_a_visit_over_three_sources_is_one_journey():
    others = [case(2, "fhir", "V1", None, 11, 20), case(3, "lab", "V1", None, 99, 99)]
    found = correlate([*others, VISIT], RULES)
    assert found == {1: Found(LEADS), 2: Found(BY_NUMBER, 1), 3: Found(BY_NUMBER, 1)}
    alone = correlate(others, RULES)
    assert alone == {2: Found(LEADS), 3: Found(BY_NUMBER, 2)}


def test_a_number_that_nobody_knows_is_not_looked_for_by_patient():
    assert correlate([VISIT, case(3, "lab", "V9", 7, 12, 12)], RULES)[3] == Found(NO_VISIT)


def test_patient_and_time_join_within_the_window_and_only_if_one_visit_fits():
    def at(opened, closed=None, *more):
        one = case(3, "lab", "", 7, opened, opened if closed is None else closed)
        return correlate([VISIT, one, *more], RULES)[3]

    assert at(12) == at(8) == at(23) == at(1, 9) == Found(BY_PATIENT, 1)
    assert at(7) == at(24) == Found(NO_VISIT)
    assert at(12, None, case(4, "adt", "V2", 7, 11, None)) == Found(SEVERAL)
    assert correlate([VISIT, case(3, "lab")], RULES)[3] == Found(NOTHING_SAID)
    assert correlate([VISIT, case(5, "x", "", 7, 12, 12)], RULES)[5] == Found(NOTHING_SAID)


def test_what_a_person_took_apart_stays_apart():
    cases = [VISIT, case(2, "fhir", "V1"), case(3, "lab", "V1")]
    assert correlate(cases, RULES, apart={3})[3] == Found(APART)
    found = correlate(cases, RULES, apart={1})
    assert found == {1: Found(APART), 2: Found(LEADS), 3: Found(BY_NUMBER, 2)}


def test_a_source_without_a_rule_is_left_alone():
    assert 9 not in correlate([VISIT, case(9, "theatre", "V1")], RULES)


@st.composite
def hospitals(draw):
    n = draw(st.integers(1, 9))
    found = []
    for key in range(n):
        opened = draw(st.integers(0, 30))
        closed = draw(st.sampled_from([None, opened, opened + 5, opened + 15]))
        source = draw(st.sampled_from(["adt", "fhir", "lab", "lab", "x", "other"]))
        number = draw(st.sampled_from(["V1", "V2", "V3"]))
        if source in ("lab", "x"):
            number = draw(st.sampled_from(["", number]))
        patient = draw(st.sampled_from([None, 7, 8]))
        found.append(case(key, source, number, patient, opened, closed))
    return found


@settings(max_examples=CASES, deadline=None)
@given(hospitals(), st.sets(st.integers(0, 9), max_size=2), st.randoms(use_true_random=False))
def test_any_order_ends_in_what_a_clerk_finds_by_going_through_all_pairs(cases, apart, dice):
    shuffled = dice.sample(cases, len(cases))
    found = correlate(shuffled, RULES, apart=apart)
    assert found == correlate(cases, RULES, apart=apart)
    assert {key: one.target for key, one in found.items()} == _clerk(cases, apart)


def _clerk(cases, apart):
    """Minute by minute, pair by pair."""
    visits = {}
    for source in ("fhir", "adt"):
        for one in sorted(cases, key=lambda one: -one.key):
            if one.source == source and one.key not in apart:
                visits[one.visit] = one
    told = {}
    for one in cases:
        if one.source == "other":
            continue
        told[one.key] = None
        if one.key in apart:
            continue
        if one.visit:
            home = visits.get(one.visit)
            told[one.key] = home.key if home and home.key != one.key else None
        elif one.source == "lab" and one.patient is not None:
            near = [v.key for v in visits.values() if v.patient == one.patient and _near(one, v)]
            told[one.key] = near[0] if len(near) == 1 else None
    return told


def _near(one, visit):
    def minutes(case, before=0, after=0):
        end = 99 if case.closed is None else case.closed // MINUTE
        return set(range(case.opened // MINUTE - before, end + after + 1))

    return bool(minutes(one) & minutes(visit, 2, 3))
