"""Levels: published defaults, unknown never lower, and one moment equals many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import escalation
from carepath.analysis.escalation import UNKNOWN, levels, score, spent
from carepath.frames.escalation import SHIPPED, Bands, Card, Rules

CARDS = tuple(Card(text=f"card {n}", role="BED_MANAGER") for n in range(4))
RULES = Rules(
    bands={"a": Bands((10, 20), (0, 10, 24)), "b": Bands((50,), (20, 0))},
    cuts=(11, 22, 33), cards=CARDS, alerts=(),
)  # fmt: skip
"""Sums of 0, 10, 20, 24, 30, 44: each level can be reached."""


def by_hand(a, b):
    """The level as a person would count it."""
    total = (24 if a >= 20 else 10 if a >= 10 else 0) + (20 if b < 50 else 0)
    return next(level for level, most in ((1, 11), (2, 22), (3, 33), (4, 44)) if total <= most)


@pytest.mark.parametrize(
    ("a", "b", "total", "level"),
    [(0, 50, 0, 1), (10, 50, 10, 1), (9.99, 49.9, 20, 2), (20, 99, 24, 3), (10, 0, 30, 3),
     (20, 0, 44, 4)],
)  # fmt: skip
def test_points_are_summed_and_cut_where_the_defaults_say(a, b, total, level):
    found = score(RULES, {"a": a, "b": b})
    assert (found.total, found.level, found.least, found.missing) == (total, level, level, ())


@pytest.mark.parametrize("missing", [None, float("nan"), "absent"])
def test_a_missing_parameter_makes_the_level_unknown_and_what_is_known_the_least(missing):
    values = {"a": 25, "b": missing} if missing != "absent" else {"a": 25}
    found = score(RULES, values)
    assert (found.level, found.total, found.least, found.missing) == (UNKNOWN, 24, 3, ("b",))


value = st.one_of(st.none(), st.floats(-5, 120))


@given(a=value, b=value)
def test_knowing_less_never_shows_a_lower_level(a, b):
    """Property: unknown where anything is missing, and the least is never above the truth."""
    found = score(RULES, {"a": a, "b": b})
    assert (found.level == UNKNOWN) == (a is None or b is None)
    whole = by_hand(5 if a is None else a, 60 if b is None else b)  # the calmest it could be
    assert found.least == whole
    if found.level:
        assert found.level == by_hand(a, b)


@given(st.lists(st.tuples(value, value), min_size=1, max_size=20))
def test_many_moments_are_each_of_them(rows):
    columns = {
        key: np.array([np.nan if row[place] is None else row[place] for row in rows])
        for place, key in enumerate("ab")
    }
    expected = [score(RULES, {"a": a, "b": b}).level for a, b in rows]
    assert levels(RULES, columns).tolist() == expected


def test_an_absent_column_is_unknown_everywhere():
    assert levels(RULES, {"a": np.zeros(3)}).tolist() == [UNKNOWN] * 3


def test_hours_and_changes():
    found = spent(np.array([1, 1, 2, 2, 0, 1]), 1_800_000_000, 4)
    assert found.hours == (0.5, 1.5, 1.0, 0.0, 0.0)
    assert found.changes == 3


def test_the_sample_set_has_the_published_cut_offs():
    assert SHIPPED.cuts == (11, 22, 33)
    assert SHIPPED.most == 44
    assert escalation.score(SHIPPED, dict.fromkeys(SHIPPED.bands)).least == 1
