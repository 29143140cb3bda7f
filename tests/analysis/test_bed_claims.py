"""Who has a bed: one patient, or a conflict that everybody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis.bed_claims import holdings, state
from carepath.frames.beds import (
    ASSUMED,
    CLEAN_AFTER,
    CLOSED,
    CONTAMINATED,
    CONTESTED,
    FREE,
    HOUSEKEEPING,
    OCCUPIED,
    UNNAMED,
    Claim,
    Holding,
    Word,
)


def test_one_after_the_other():
    assert holdings([Claim(2, 5, None), Claim(1, 0, 5)]) == [
        Holding(0, 5, (1,)), Holding(5, None, (2,)),
    ]  # fmt: skip


def test_two_at_once_contest_the_bed_while_they_overlap():
    assert holdings([Claim(1, 0, 10), Claim(2, 4, 6)]) == [
        Holding(0, 4, (1,)), Holding(4, 6, (1, 2)), Holding(6, 10, (1,)),
    ]  # fmt: skip


def test_a_patient_who_comes_back_at_once_never_left():
    assert holdings([Claim(1, 0, 5), Claim(1, 5, 9)]) == [Holding(0, 9, (1,))]


def test_a_claim_without_length_holds_nothing():
    assert holdings([Claim(1, 3, 3)]) == []


claims = st.lists(
    st.builds(
        lambda visit, since, length: Claim(visit, since, None if length > 8 else since + length),
        st.integers(1, 4),
        st.integers(0, 20),
        st.integers(0, 9),
    ),
    max_size=8,
)


@given(claims, st.permutations(range(60)))
def test_each_instant_has_exactly_those_who_claim_it_in_any_order(found, order):
    shuffled = [found[n] for n in order if n < len(found)]
    held = holdings(shuffled)
    for instant in range(-1, 35):
        wanted = {
            one.visit
            for one in found
            if one.since <= instant and (one.until is None or instant < one.until)
        }
        there = [one for one in held if one.since <= instant and _goes_on(one, instant)]
        assert len(there) <= 1
        assert (set(there[0].visits) if there else set()) == wanted


def _goes_on(one, instant):
    return one.until is None or instant < one.until


@given(claims)
def test_stretches_are_in_order_and_never_overlap(found):
    held = holdings(found)
    for before, after in zip(held, held[1:], strict=False):
        assert before.until is not None
        assert before.until <= after.since
        assert before.until < after.since or before.visits != after.visits


PATIENT = Holding(10, None, (1,))


@pytest.mark.parametrize(
    ("held", "left", "word", "found"),
    [
        (None, None, None, FREE),
        (PATIENT, None, None, OCCUPIED),
        (Holding(10, None, (1, 2)), None, None, CONTESTED),
        (PATIENT, None, Word(FREE, 5, 5), OCCUPIED),  # said before the patient came
        (PATIENT, None, Word(FREE, 15, 15), CONTESTED),  # one of the two is wrong
        (PATIENT, None, Word(OCCUPIED, 15, 15), OCCUPIED),
        (PATIENT, None, Word(CONTAMINATED, 15, 15), OCCUPIED),  # of a patient who is infectious
        (None, 20, None, HOUSEKEEPING),
        (None, 20, Word(FREE, 5, 5), HOUSEKEEPING),  # said before the patient left
        (None, 20, Word(CLOSED, 5, 5), CLOSED),  # closed stays closed until it is said otherwise
        (None, 20, Word(FREE, 25, 25), FREE),
        (None, 20, Word(FREE, 20, 20), FREE),
        (None, None, Word(CONTAMINATED, 5, 5), CONTAMINATED),
        (None, None, Word(OCCUPIED, 5, 5), UNNAMED),  # nobody is known to be in it
        (None, 20, Word(OCCUPIED, 25, 25), UNNAMED),
        (None, 20, Word(OCCUPIED, 5, 5), HOUSEKEEPING),  # said of who left since
    ],
)
def test_what_a_bed_is_found_to_be(held, left, word, found):
    assert state(held=held, left=left, word=word, at=30) == found


def test_where_nobody_says_what_is_clean_a_bed_is_taken_to_be_after_a_while():
    silent = {"held": None, "left": 10, "word": None, "is_told": False}
    assert state(**silent, at=10 + CLEAN_AFTER - 1) == HOUSEKEEPING
    assert state(**silent, at=10 + CLEAN_AFTER) == ASSUMED
    assert state(**silent | {"is_told": True}, at=10 + CLEAN_AFTER) == HOUSEKEEPING
