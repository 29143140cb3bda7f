"""The proof of levels to come: vectors by hand, an oracle in fractions, and laws."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import level_proof

TOLD = np.array([0.5, 0.3, 0.2, 0.0])


def days(n):
    return np.arange(n) // 24


def proof(chances, came, now, day=None):
    came = np.array(came)
    day = days(len(came)) if day is None else np.array(day)
    return level_proof.proof(np.array(chances), came, np.array(now), day)


@pytest.mark.parametrize(
    ("came", "score"), [(1, 0.29 / 3), (2, 0.29 / 3), (3, 0.89 / 3), (4, 0.63)]
)
def test_a_score_by_hand(came, score):
    assert level_proof.rps(TOLD[None], np.array([came])) == pytest.approx([score])


def test_three_pairs_by_hand():
    found = proof([TOLD, TOLD, [0, 0.1, 0.3, 0.6]], [1, 3, 4], [1, 1, 4], [0, 0, 1])
    assert (found.n, found.days, found.short) == (3, 2, True)
    assert (found.right, found.right_as_now) == (2, 2)
    assert found.rps == pytest.approx((0.29 / 3 + 0.89 / 3 + (0.01 + 0.16) / 3) / 3)
    assert found.baselines == pytest.approx({"climatology": 2 / 9, "persistence": 2 / 9})
    assert found.skill
    assert (found.high, found.caught, found.false) == (2, 1, 0)
    assert [(one.n, one.came) for one in found.high_bins] == [
        (0, 0), (2, 1), (0, 0), (0, 0), (0, 0), (1, 1)]  # fmt: skip
    # 0, .1 and .2, .3 lie at edges: 0 0 0 | .1 .2 .2 | .3 .3 .3 | .5 .5 .6 | | of 12 chances.
    assert [(one.n, one.came) for one in found.bins] == [
        (3, 0), (3, 1), (3, 0), (3, 2), (0, 0), (0, 0)]  # fmt: skip
    assert [one.told for one in found.bins[:4]] == pytest.approx([0, 0.5 / 3, 0.3, 1.6 / 3])
    assert found.bins[4].told is None


def test_who_is_as_good_as_now_has_no_skill():
    sure = np.eye(4)[[0, 1, 1]]
    found = proof(sure, [1, 2, 3], [1, 2, 2])
    assert found.rps == found.baselines["persistence"] and not found.skill
    assert found.best == ("persistence", found.rps)
    assert proof(np.zeros((0, 4)), [], []) is None


def test_fourteen_days_are_no_short_history():
    sure = np.tile(np.eye(4)[0], (14, 1))
    assert not proof(sure, [1] * 14, [1] * 14, range(14)).short
    assert proof(sure, [1] * 14, [1] * 14, [*range(13), 0]).short


def test_a_row_holds_until_the_next_and_as_long_as_it_was_seen():
    since, seen, shown = np.array([10, 20, 60]), np.array([19, 30, 70]), np.array([1, 3, 0])
    at = np.array([9, 10, 19, 20, 35, 36, 60, 200])
    held = level_proof.held_at(since, seen, shown, at, fresh=5)
    assert held.tolist() == [0, 1, 1, 3, 3, 0, 0, 0]
    none = np.zeros(0, np.int64)
    assert level_proof.held_at(none, none, none, at, fresh=5).tolist() == [0] * 8


laws = st.lists(st.integers(0, 20), min_size=4, max_size=4).filter(any)
pairs = st.lists(st.tuples(laws, st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=30)


@given(pairs)
def test_it_is_what_fractions_say(found):
    def score(law, came):
        total, parts = Fraction(sum(law)), []
        for cut in (1, 2, 3):
            parts.append((sum(law[:cut]) / total - (came <= cut)) ** 2)
        return sum(parts) / 3

    shares = [sum(came == level for _law, came, _now in found) for level in (1, 2, 3, 4)]
    n = len(found)
    expected = sum(score(law, came) for law, came, _now in found) / n
    usual = sum(score(shares, came) for _law, came, _now in found) / n
    as_now = Fraction(sum(abs(came - now) for _law, came, now in found), 3 * n)
    chances = [[one / sum(law) for one in law] for law, _came, _now in found]
    told = proof(chances, [came for _l, came, _n in found], [now for _l, _c, now in found])
    assert told.rps == pytest.approx(float(expected))
    assert told.baselines == pytest.approx(
        {"climatology": float(usual), "persistence": float(as_now)}
    )
    assert 0 <= told.rps <= 1
    assert sum(one.n for one in told.bins) == 4 * n and sum(one.came for one in told.bins) == n
    assert sum(one.n for one in told.high_bins) == n
    assert sum(one.came for one in told.high_bins) == told.high
    assert told.caught <= told.high and told.caught + told.false <= n


@given(laws, st.integers(1, 4))
def test_zero_is_for_who_was_sure_and_right_alone(law, came):
    chances = np.array(law)[None] / sum(law)
    score = float(level_proof.rps(chances, np.array([came]))[0])
    assert (score == 0) == (law[came - 1] == sum(law))
