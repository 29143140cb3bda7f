import numpy as np
import pytest

from carepath.analysis import shortfalls
from carepath.analysis.bed_demand import Demand
from carepath.analysis.shortfalls import Rule, State

RULE = Rule(raises=0.2, clears=0.1, runs=2, rest=3)


def lived(chances, rule=RULE, shift=7):
    """The states of a unit whose one shift has these chances, run by run."""
    states = [State()]
    for chance in chances:
        states.append(shortfalls.after(states[-1], rule, [shift], [chance]))
    return states[1:]


def test_a_shift_is_as_likely_as_its_worst_hour():
    beyond = np.arange(20) / 100
    shifts, chances = shortfalls.by_shift(beyond, first=13, length=8)
    assert shifts.tolist() == [2, 3]
    assert chances.tolist() == [0.10, 0.18]
    assert len(shortfalls.by_shift(beyond[:5], 13, 8)[0]) == 0
    assert shortfalls.by_shift(beyond, 16, 8)[0].tolist() == [2, 3]


def test_a_warning_must_hold_before_it_is_raised_and_before_it_is_taken_back():
    stands = [state.stands for state in lived([0.3, 0.1, 0.3, 0.3, 0.05, 0.15, 0.05, 0.05])]
    assert stands == [False, False, False, True, True, True, True, False]


def test_between_the_limits_nothing_changes():
    assert not any(state.stands for state in lived([0.19] * 20))
    assert all(state.stands for state in lived([0.3, 0.3] + [0.11] * 20)[1:])


def test_after_a_warning_the_unit_rests():
    stands = [state.stands for state in lived([0.3, 0.3, 0, 0] + [0.5] * 6)]
    assert stands == [False, True, True, False, False, False, False, False, True, True]


def test_at_most_one_reversal_in_any_stretch_of_runs_that_rest_covers():
    rng = np.random.default_rng(2)
    rule = Rule(runs=2, rest=20)
    stands = np.array([state.stands for state in lived(rng.random(2000), rule)])
    raised = np.flatnonzero(np.diff(stands.astype(int)) == 1)
    assert len(raised) > 5
    assert np.diff(raised).min() > 20


def test_a_warning_names_every_shift_that_is_likely_while_it_stands():
    state = State()
    for shifts, chances in (([4, 5], [0.3, 0.12]), ([4, 5], [0.4, 0.02]), ([5, 6], [0.02, 0.15])):
        state = shortfalls.after(state, RULE, shifts, chances)
    assert state.stands
    assert state.named == {4, 6}


def test_no_shift_to_come_is_no_chance():
    assert shortfalls.after(State(), RULE, [], []) == State()


@pytest.mark.parametrize("limits", [(0.1, 0.2), (1.2, 0.1), (0.2, 0.0)])
def test_limits_in_the_wrong_order_are_refused(limits):
    with pytest.raises(ValueError, match="cleared at or below"):
        Rule(*limits)


def test_the_worst_hour_says_how_many_beds_are_short_and_how_sure_that_is():
    pmf = np.array([[0.5, 0.5, 0, 0, 0], [0.1, 0.1, 0.2, 0.2, 0.4], [0.1, 0.1, 0.2, 0.2, 0.4]])
    found = shortfalls.worst(Demand(pmf), 1, 3)
    assert (found.hour, found.beds) == (1, 2)  # the middle is 3 beds, of two equal hours the first
    assert found.chance == pytest.approx(0.8) and found.of_beds == pytest.approx(0.6)
    calm = shortfalls.worst(Demand(pmf), 4, 3)
    assert (calm.hour, calm.chance, calm.beds, calm.of_beds) == (0, 0, 1, 0)
    assert shortfalls.worst(Demand(pmf), 1, 1).chance == 0


def test_the_first_hour_that_is_likely_is_found_by_counting():
    pmf = np.array([[0.9, 0.1, 0, 0], [0.4, 0.3, 0.2, 0.1], [0, 0.2, 0.5, 0.3], [0, 0, 0, 1]])
    found = shortfalls.soonest(Demand(pmf), 1, 4, likely=0.5)
    assert (found.hour, found.beds) == (2, 1)
    assert found.chance == pytest.approx(0.8) and found.of_beds == pytest.approx(0.8)
    assert shortfalls.soonest(Demand(pmf), 1, 4, likely=0.3).hour == 1
    assert shortfalls.soonest(Demand(pmf), 1, 2, likely=0.5) is None
    assert shortfalls.soonest(Demand(pmf), 3, 4, likely=0.01) is None
