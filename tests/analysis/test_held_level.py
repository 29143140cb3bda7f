"""The level shown: it waits until a turn has held, and it never shows what was not scored."""

from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import held_level
from carepath.analysis.held_level import FALL, RISE, Held
from carepath.frames.moments import MINUTE

LEVELS = st.lists(st.integers(1, 4), min_size=1, max_size=300)


def shown(levels, every=MINUTE):
    """What is shown after each look."""
    state, found, looked = Held(), [], None
    for number, level in enumerate(levels):
        now = number * every
        state = held_level.after(state, level, looked=looked, now=now)
        found.append(state.shown)
        looked = now
    return found


def test_a_spike_is_not_shown_and_what_holds_is():
    found = shown([1] * 5 + [3] * 9 + [1] * 5 + [3] * 11)
    assert found == [1] * 29 + [3]


def test_it_falls_late_and_to_the_highest_of_the_time():
    found = shown([4] + [2] * 30 + [3] + [2] * 30)
    assert found[:61] == [4] * 61 and found[61] == 3
    assert shown([4] + [2] * 61)[-1] == 2


def test_it_rises_to_the_lowest_that_held():
    assert shown([1] + [4, 3, 4] * 4)[-1] == 3


def test_a_turn_begins_anew_when_the_level_was_back():
    assert set(shown([2] + ([3] * 9 + [2]) * 20)) == {2}


def test_unknown_is_shown_at_once_and_so_is_what_follows_it():
    assert shown([2, 0, 3, 3]) == [2, 0, 3, 3]


def test_after_a_pause_nothing_is_carried_on():
    assert shown([1, 4, 2], every=16 * MINUTE) == [1, 4, 2]


@given(LEVELS)
def test_it_is_always_one_that_was_scored_within_an_hour(levels):
    found = shown(levels)
    for place, one in enumerate(found):
        assert one in levels[max(0, place - FALL // MINUTE) : place + 1] or one == found[place - 1]


@given(LEVELS)
def test_two_changes_lie_as_far_apart_as_a_turn_holds(levels):
    found = shown(levels)
    changes = [n for n in range(1, len(found)) if found[n] != found[n - 1]]
    for first, second in zip(changes, changes[1:], strict=False):
        least = RISE if found[second] > found[second - 1] else FALL
        assert second - first >= least // MINUTE


@given(LEVELS)
def test_what_holds_for_an_hour_and_more_is_shown(levels):
    assert shown([*levels, *[2] * 130])[-1] == 2
