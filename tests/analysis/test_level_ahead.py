"""The level to come: counted by going through every number of beds, and its laws."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import escalation, level_ahead
from carepath.analysis.level_ahead import Need
from carepath.frames.escalation import SHIPPED, Bands, Rules

HELD = {key: 0 for key in SHIPPED.bands}


def rules(**bands):
    return Rules(bands=bands, cuts=(2, 4, 6), cards=(), alerts=())


@st.composite
def needs(draw, most=3):
    size = draw(st.integers(1, 6))
    law = np.array(draw(st.lists(st.floats(0.01, 1), min_size=size, max_size=size)))
    return Need(law / law.sum(), draw(st.integers(1, 5)), draw(st.integers(0, 2)))


def by_hand(how, points, inpatient, emergency):
    """The same, one combination of needed beds at a time, scored by the rules as a moment is."""
    chances = np.zeros(len(how.cuts) + 1)
    every = [*inpatient, *emergency]
    for needed in product(*(range(len(one.law)) for one in every)):
        chance = np.prod([one.law[n] for one, n in zip(every, needed, strict=True)])
        inside, outside = needed[: len(inpatient)], needed[len(inpatient) :]
        values = _inpatient(inside, inpatient) | _emergency(outside, emergency)
        known = {key: value for key, value in values.items() if key in how.bands}
        part = Rules({key: how.bands[key] for key in known}, how.cuts, (), ())
        total = escalation.score(part, known).total
        total += sum(points[key] for key in how.bands if key not in known)
        chances[sum(total > cut for cut in how.cuts)] += chance
    return chances


def _inpatient(needed, units):
    if not units:
        return {}
    staffed = sum(one.staffed for one in units)
    kept = sum(one.kept for one in units)
    full = sum(min(n, one.staffed) for n, one in zip(needed, units, strict=True))
    there = max(full - kept, 0)
    short = sum(max(n - one.staffed, 0) for n, one in zip(needed, units, strict=True))
    return {
        "occupancy": 100 * there / staffed, "spare": staffed - there, "waiting": short + kept,
    }  # fmt: skip


def _emergency(needed, units):
    if not units:
        return {}
    short = sum(max(n - one.staffed, 0) for n, one in zip(needed, units, strict=True))
    return {
        "ed_occupancy": 100 * sum(needed) / sum(one.staffed for one in units),
        "ed_waiting": short + sum(one.kept for one in units),
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(needs(), max_size=3), st.lists(needs(), max_size=2), st.integers(0, 3))
def test_each_chance_is_that_of_all_numbers_of_beds(inpatient, emergency, waits):
    how = rules(
        occupancy=Bands((50, 80, 100), (0, 1, 2, 3)),
        spare=Bands((1, 3), (2, 1, 0)),
        waiting=Bands((1, 3), (0, 1, 2)),
        ed_occupancy=Bands((60, 110), (0, 1, 2)),
        ed_waiting=Bands((2,), (0, 1)),
        longest_wait=Bands((2, 4, 8), (0, 1, 2, 3)),
    )
    points = {key: 0 for key in how.bands} | {"longest_wait": waits}
    found = level_ahead.ahead(how, points, inpatient, emergency)
    assert sum(found.chances) == pytest.approx(1)
    assert found.chances == pytest.approx(by_hand(how, points, inpatient, emergency), abs=1e-9)
    assert found.points["longest_wait"] == waits and "longest_wait" in found.held
    assert found.at_least(1) == pytest.approx(1)
    assert found.chances[found.likeliest - 1] == max(found.chances)


def test_what_is_held_and_not_known_leaves_the_level_unknown():
    one = Need(np.array([0.0, 1.0]), 2)
    assert level_ahead.ahead(SHIPPED, HELD | {"long_share": None}, [one], [one]) is None
    found = level_ahead.ahead(SHIPPED, HELD | {"spare": None}, [one], [one])
    assert found is not None, "it is foretold, whatever it is now"
    assert set(found.held) == set(SHIPPED.bands) - {
        "occupancy", "spare", "waiting", "ed_occupancy", "ed_waiting",
    }  # fmt: skip
    assert "occupancy" in level_ahead.ahead(SHIPPED, HELD, [], [one]).held


def test_more_beds_never_make_a_higher_level_likelier():
    law = np.full(30, 1 / 30)
    held = HELD | {"long_share": 2, "longest_wait": 5, "boarders": 5}
    before = level_ahead.ahead(SHIPPED, held, [Need(law, 20)], [])
    after = level_ahead.ahead(SHIPPED, held, [Need(law, 24)], [])
    for level in (2, 3, 4):
        assert after.at_least(level) <= before.at_least(level) + 1e-12
    assert after.points["waiting"] < before.points["waiting"]
