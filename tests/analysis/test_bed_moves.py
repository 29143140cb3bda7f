"""Moves people said and late messages, in any order, end in the way the patients truly went."""

import os
from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from carepath.analysis import bed_claims, visits
from carepath.analysis.bed_moves import fold
from carepath.frames import beds
from carepath.frames.adt import Admission, Place
from carepath.frames.moves import ARRIVED, AWAITED, GONE, OTHERWISE, SWAPPED, TOLD, Move, Told
from tests.analysis.wards import MINUTE

CASES = int(os.environ.get("CAREPATH_CASES", "300"))
WARD = 1


def told(bed, since, until=None, key=None, unit=WARD):
    until = None if until is None else until * MINUTE
    return Told(since if key is None else key, since * MINUTE, until, unit, bed)


def said(kind, bed, minute, key=None):
    at = minute * MINUTE
    return Move(minute if key is None else key, kind, at, at, WARD, bed)


def route(found):
    """Where the visit was: (bed, from minute, to minute), what touches as one."""
    claims = [beds.Claim(one.bed, one.since, one.until) for one in found.claims]
    each = {claim.visit for claim in claims}
    every = [
        (bed, one.since // MINUTE, one.until and one.until // MINUTE)
        for bed in each
        for one in bed_claims.holdings(claim for claim in claims if claim.visit == bed)
    ]
    return sorted(every, key=lambda one: one[1])


# -- what truly happened ------------------------------------------------------------------------


@st.composite
def stories(draw, patients=1):
    """Moves of some patients among beds, one at a time, never two in one bed: (minute, patient,
    bed or None = away, whether somebody says it, how many minutes later it is typed)."""
    minute, lying, story, typed = 0, {}, [], {}
    for n in range(draw(st.integers(1, 9))):
        minute += draw(st.integers(1, 40))
        who = n if n < patients else draw(st.sampled_from(sorted(lying) or [0]))
        free = [bed for bed in range(1, 7) if bed not in lying.values()]
        away = who in lying and draw(st.integers(0, 5)) == 0
        bed = None if away else draw(st.sampled_from(free))
        is_said = who in lying and draw(st.booleans())
        # What nobody says is told with the time it happened; the first of a visit always is.
        late = draw(st.integers(0, 119)) if is_said else 0
        late = max(late, typed.get(who, -1) + 1 - minute)
        if not is_said and late > 0:
            continue
        typed[who] = minute + late
        story.append((minute, who, bed, is_said, late))
        lying[who] = bed
        if away:
            del lying[who]
            if not lying:
                break
    return story


def truth(story, who):
    """Where a patient was, by who watched: (bed, from minute, to minute)."""
    mine = [(minute, bed) for minute, one, bed, *_rest in story if one == who]
    ends = [minute for minute, _bed in mine[1:]] + [None]
    return [
        (bed, minute, end) for (minute, bed), end in zip(mine, ends, strict=True) if bed is not None
    ]


def messages(story, who):
    """What a feed tells of a patient in the end."""
    found = []
    for minute, one, bed, _said, late in story:
        if one == who:
            at = (minute + late) * MINUTE
            trigger = "A03" if bed is None else "A02" if found else "A01"
            place = Place("W", "", str(bed)) if bed else Place()
            digest = f"{who}-{minute}"
            found.append(Admission(trigger, f"V{who}", "P", at, at, place=place, digest=digest))
    return found


def moves(story, who):
    """What people said of a patient, when it happened."""
    found, lay = [], None
    for n, (minute, one, bed, is_said, _late) in enumerate(story):
        if one == who:
            if is_said:
                found.append(said(ARRIVED if bed else GONE, bed or lay, minute, key=n))
            lay = bed
    return found


def state(messages, moves):
    """What both make together, through the fold of the visit's messages."""
    visit = visits.fold(messages)
    stays = [
        Told(n, one.since, one.until, WARD, int(one.place.bed)) for n, one in enumerate(visit.stays)
    ]
    return fold(stays, moves, closed=visit.closed)


@settings(max_examples=CASES, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_moves_and_late_messages_end_in_what_truly_happened(story, dice):
    arrived, spoken = messages(story, 0), moves(story, 0)
    dice.shuffle(arrived)
    dice.shuffle(spoken)
    found = state(arrived, spoken)
    assert route(found) == truth(story, 0)
    assert set(found.standings.values()) <= {TOLD}


@settings(max_examples=CASES, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_what_was_said_last_is_so_whatever_messages_are_missing(story, dice):
    spoken = moves(story, 0)
    if not spoken or not story[-1][3]:
        return
    # Who is not in a bed on the board is not said to have left it: what nobody says has come.
    every = zip(story, messages(story, 0), strict=True)
    some = [one for (*_rest, is_said, _late), one in every if not is_said or dice.random() < 0.5]
    # A return to where the feed has them still tells it nothing, until the way there is told.
    assume(all(one.place != other.place for one, other in pairwise(some)))
    found = route(state(some, spoken))
    now = [bed for bed, _since, until in found if until is None]
    assert now == ([] if story[-1][2] is None else [story[-1][2]])
    assert all(one[2] <= other[1] for one, other in pairwise(found))


@settings(max_examples=CASES // 3, deadline=None)
@given(stories(patients=3), st.randoms(use_true_random=False))
def test_no_bed_holds_two_once_all_is_told(story, dice):
    claims = {}
    for who in {one[1] for one in story}:
        arrived = messages(story, who)
        dice.shuffle(arrived)
        for one in state(arrived, moves(story, who)).claims:
            claim = beds.Claim(who, one.since, one.until)
            claims.setdefault(one.bed, []).append(claim)
    for each in claims.values():
        assert not any(one.contested for one in bed_claims.holdings(each))


@settings(max_examples=CASES // 3, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_without_moves_the_claims_are_the_stays(story, dice):
    some = [one for one in messages(story, 0) if one.trigger == "A01" or dice.random() < 0.5]
    assert route(state(some, ())) == [
        (int(one.place.bed), one.since // MINUTE, one.until and one.until // MINUTE)
        for one in visits.fold(some).stays
    ]


# -- each rule by itself ------------------------------------------------------------------------


def test_without_moves_the_claims_are_the_stays_even_those_that_overlap():
    stays = [told(1, 0, 20), told(2, 10, 30), told(None, 12, 14), told(3, 30, 30)]
    found = fold(stays, ())
    assert [(one.bed, one.since // MINUTE, one.until // MINUTE) for one in found.claims] == [
        (1, 0, 20), (2, 10, 30), (3, 30, 30),
    ]  # fmt: skip


def test_who_is_gone_has_left_and_the_message_changes_nothing():
    gone = said(GONE, 1, 10)
    assert route(fold([told(1, 0)], [gone])) == [(1, 0, 10)]
    assert fold([told(1, 0)], [gone]).standings == {10: AWAITED}
    later = fold([told(1, 0, 25)], [gone], closed=25 * MINUTE)
    assert (route(later), later.standings) == ([(1, 0, 10)], {10: TOLD})


def test_a_message_of_an_earlier_time_says_when():
    found = fold([told(1, 0, 5), told(2, 5)], [said(ARRIVED, 2, 10)])
    assert (route(found), found.standings) == ([(1, 0, 5), (2, 5, None)], {10: TOLD})


def test_a_message_typed_later_is_that_of_the_move_and_not_the_next_one():
    spoken = [said(ARRIVED, 2, 10), said(ARRIVED, 3, 20)]
    found = fold([told(1, 0, 25), told(2, 25)], spoken)
    assert route(found) == [(1, 0, 10), (2, 10, 20), (3, 20, None)]
    assert found.standings == {10: TOLD, 20: AWAITED}


def test_a_message_much_later_is_a_next_move():
    spoken = [said(ARRIVED, 2, 10), said(ARRIVED, 3, 20)]
    found = fold([told(1, 0, 131), told(2, 131)], spoken)
    assert route(found) == [(1, 0, 10), (2, 10, 20), (3, 20, 131), (2, 131, None)]
    assert found.standings == {10: TOLD, 20: OTHERWISE}


def test_what_the_feed_tells_later_of_elsewhere_counts_and_is_said_to_differ():
    found = fold([told(1, 0, 30), told(4, 30)], [said(ARRIVED, 2, 10)])
    assert route(found) == [(1, 0, 10), (2, 10, 30), (4, 30, None)]
    assert found.standings == {10: OTHERWISE}


def test_a_unit_named_without_a_bed_takes_nobody_out_of_one():
    found = fold([told(1, 0, 30), told(None, 30)], [said(ARRIVED, 2, 10)])
    assert route(found) == [(1, 0, 10), (2, 10, None)]
    other = fold([told(1, 0, 30), told(None, 30, unit=2)], [said(ARRIVED, 2, 10)])
    assert route(other) == [(1, 0, 10), (2, 10, 30)]


def test_who_waits_without_a_place_arrives():
    found = fold((), [said(ARRIVED, 2, 10)])
    assert (route(found), found.standings) == ([(2, 10, None)], {10: AWAITED})


def test_a_swap_awaits_each_message_by_itself():
    one = fold([told(1, 0)], [said(SWAPPED, 2, 10)])
    other = fold([told(2, 0, 15), told(1, 15)], [said(SWAPPED, 1, 10)])
    assert (route(one), one.standings) == ([(1, 0, 10), (2, 10, None)], {10: AWAITED})
    assert (route(other), other.standings) == ([(2, 0, 10), (1, 10, None)], {10: TOLD})


def test_the_end_of_the_visit_ends_what_was_said():
    found = fold([told(1, 0, 30)], [said(ARRIVED, 2, 10)], closed=30 * MINUTE)
    assert (route(found), found.standings) == ([(1, 0, 10), (2, 10, 30)], {10: OTHERWISE})
    late = fold([told(1, 0, 5)], [said(ARRIVED, 2, 10)], closed=5 * MINUTE)
    assert (route(late), late.standings) == ([(1, 0, 5)], {10: OTHERWISE})


def test_a_bed_they_were_not_in_is_not_left():
    spoken = said(GONE, 1, 10)
    assert fold([told(1, 0, 5), told(2, 5)], [spoken]).standings == {10: TOLD}
    found = fold([told(2, 0, 12), told(1, 12)], [spoken])
    assert (route(found), found.standings) == ([(2, 0, 12), (1, 12, None)], {10: OTHERWISE})


def test_what_is_said_twice_counts_once():
    twice = [said(ARRIVED, 2, 10, key=1), replace(said(ARRIVED, 2, 12, key=2))]
    assert route(fold([told(1, 0)], twice)) == [(1, 0, 10), (2, 10, None)]
    gone = [said(GONE, 1, 10, key=1), said(GONE, 1, 10, key=2)]
    found = fold([told(1, 0)], gone)
    assert (route(found), set(found.standings.values())) == ([(1, 0, 10)], {AWAITED})
