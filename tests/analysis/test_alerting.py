"""Alerts: held before they are raised and before they are cleared, whatever the clock does."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis.alerting import (
    CLEARED,
    LONGEST_PAUSE,
    NOTHING,
    RAISED,
    Watch,
    flaps,
    look,
    replay,
    roles_told,
)
from carepath.frames.escalation import SHIPPED, AlertRule, Rules
from carepath.frames.moments import MINUTE

RULE = AlertRule(
    "waiting", 10, 5, 3, 4, "BED_MANAGER", "HOSPITAL_ADMINISTRATOR", 60, "QUALITY_LEAD"
)
FALLS = AlertRule(
    "spare", 0, 3, 3, 4, "BED_MANAGER", "HOSPITAL_ADMINISTRATOR", 60, "QUALITY_LEAD", rises=False
)
EACH_MINUTE = [minute * MINUTE for minute in range(100)]


def told(rule, values, moments=EACH_MINUTE):
    """(moment, event) of a series of looks, in minutes."""
    watch, found = Watch(), []
    for at, value in zip(moments, values, strict=False):
        watch, event = look(watch, rule, value, at)
        if event:
            found.append((at // MINUTE, event))
    return found


def test_raised_when_held_cleared_when_better_for_long_enough():
    assert told(RULE, [10, 11, 12, 10, 7, 4, 4, 4, 4, 4]) == [(3, RAISED), (9, CLEARED)]
    assert told(FALLS, [0, 0, 0, 0, 3, 4, 5, 4, 4, 4]) == [(3, RAISED), (9, CLEARED)]


def test_between_the_two_values_nothing_happens():
    assert told(RULE, [9.9] * 50) == []
    assert told(RULE, [10] * 4 + [5] * 50) == [(3, RAISED)]


def test_a_moment_of_relief_begins_anew():
    assert told(RULE, [10, 10, 9, 10, 10, 10, 10]) == [(6, RAISED)]
    assert told(RULE, [10] * 4 + [4, 4, 6, 4, 4, 4, 4, 4]) == [(3, RAISED), (11, CLEARED)]


def test_what_is_not_known_neither_raises_nor_clears():
    assert told(RULE, [10, 10, None, 10, 10, 10, 10]) == [(6, RAISED)]
    assert told(RULE, [10] * 4 + [float("nan")] * 60) == [(3, RAISED)]


def test_a_pause_does_not_count_as_holding():
    late = LONGEST_PAUSE // MINUTE + 1
    moments = [0, late * MINUTE, (late + 1) * MINUTE, (late + 3) * MINUTE]
    assert told(RULE, [10] * 4, moments) == [(late + 3, RAISED)]


def test_a_clock_that_was_turned_back_is_waited_for():
    watch, _event = look(Watch(), RULE, 10, 100 * MINUTE)
    for at in (100 * MINUTE, 50 * MINUTE, 99 * MINUTE):
        assert look(watch, RULE, 10, at) == (watch, NOTHING)


looks = st.lists(
    st.tuples(
        st.integers(-30, 40),  # minutes the clock goes on, or back
        st.one_of(st.none(), st.floats(0, 15)),
    ),
    max_size=60,
)


@given(looks, st.sampled_from([RULE, FALLS]))
def test_whatever_the_clock_and_the_numbers_do(steps, rule):
    """Property: raised and cleared take turns, never sooner than each is held, and only while every
    look in between, none too far from the next, was on that side."""
    watch, at, events, seen = Watch(), 1_000 * MINUTE, [], []
    for forward, value in steps:
        at += forward * MINUTE
        watch, event = look(watch, rule, value, at)
        if not seen or at > seen[-1][0]:
            seen.append((at, value))
        if event:
            events.append((at, event))
            hold = (rule.hold_min if event == RAISED else rule.rest_min) * MINUTE
            held = [one for one in seen if one[0] >= at - hold]
            assert all(is_beyond(rule, one, event) for _at, one in held)
            gaps = np.diff([one for one, _value in held])
            assert (gaps <= LONGEST_PAUSE).all()
    kinds = [event for _at, event in events]
    assert kinds == [RAISED, CLEARED] * (len(kinds) // 2) + [RAISED] * (len(kinds) % 2)
    for (before, _was), (after, event) in zip(events, events[1:], strict=False):
        assert after - before >= (rule.hold_min if event == RAISED else rule.rest_min) * MINUTE


def is_beyond(rule, value, event):
    """As the definition says, in other words than the code."""
    if value is None:
        return False
    bad = value if rule.rises else -value
    sign = 1 if rule.rises else -1
    return bad >= sign * rule.raise_at if event == RAISED else bad < sign * rule.clear_at


def test_further_roles_are_told_when_nobody_answers():
    at = 60 * MINUTE
    assert roles_told(RULE, 0, at - 1, acknowledged=False) == ("BED_MANAGER",)
    both = ("BED_MANAGER", "HOSPITAL_ADMINISTRATOR")
    assert roles_told(RULE, 0, at, acknowledged=False) == both
    assert roles_told(RULE, 0, at, acknowledged=True) == ("BED_MANAGER",)


def test_a_replay_holds_back_what_is_beyond_the_share_of_a_shift():
    rules = Rules(bands=SHIPPED.bands, cuts=SHIPPED.cuts, cards=SHIPPED.cards, alerts=(RULE,),
                  budget=2)  # fmt: skip
    cycle = [10.0] * 4 + [0.0] * 6
    values = {"waiting": np.array(cycle * 8)}
    moments = np.arange(80) * MINUTE
    shift = np.repeat([0, 1], 40)
    alerts = replay(rules, values, np.full(80, np.nan), moments, shift)
    assert [one.told for one in alerts] == [True, True, False, False] * 2
    assert [(one.raised // MINUTE, one.cleared // MINUTE) for one in alerts[:2]] == [
        (3, 8),
        (13, 18),
    ]
    assert flaps(alerts, 5 * MINUTE) == 0
    assert flaps(alerts, 6 * MINUTE) == 7


def test_the_level_is_watched_like_a_parameter_and_a_missing_one_not_at_all():
    rule = AlertRule("level", 3, 3, 2, 2, "BED_MANAGER", "BED_MANAGER", 60, "BED_MANAGER")
    rules = Rules(bands={}, cuts=(), cards=(), alerts=(rule, RULE))
    level = np.array([1, 3, 4, 3, 2, np.nan, 2, 2, 2], float)
    moments = np.arange(9) * MINUTE
    (alert,) = replay(rules, {}, level, moments, np.zeros(9, np.int64))
    assert (alert.raised // MINUTE, alert.cleared // MINUTE, alert.rule) == (3, 8, rule)
