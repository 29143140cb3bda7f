"""Chances of one event beside whether it came, counted by hand."""

from dataclasses import asdict

import numpy as np
import pytest

from carepath.analysis import chance_proof
from carepath.analysis.level_proof import Bin

TOLD = np.array([0.05, 0.2, 0.8, 0.4])
CAME = np.array([False, False, True, False])
NOW = np.array([False, True, True, False])
DAYS = np.array([1, 1, 2, 3])


def test_scores_of_the_forecast_and_of_both_simple_rules():
    found = chance_proof.proof(TOLD, CAME, NOW, DAYS)
    assert (found.n, found.days, found.came, found.share) == (4, 3, 1, 0.25)
    assert found.told == pytest.approx(1.45 / 4)
    assert found.brier == pytest.approx((0.0025 + 0.04 + 0.04 + 0.16) / 4)
    assert found.baselines == pytest.approx({"climatology": 3 / 16, "persistence": 1 / 4})
    assert found.best == ("climatology", pytest.approx(3 / 16))
    assert found.skill and found.is_decided and found.short
    assert [(one.n, one.came) for one in found.bins] == [(1, 0), (1, 0), (1, 0), (0, 0), (1, 1),
                                                         (0, 0)]  # fmt: skip
    assert isinstance(found.bins[0], Bin)


def test_without_a_lower_score_or_where_it_never_came_there_is_no_skill():
    worse = chance_proof.proof(1 - TOLD, CAME, NOW, DAYS)
    assert not worse.skill
    never = chance_proof.proof(np.zeros(4), np.zeros(4, bool), np.zeros(4, bool), DAYS)
    assert never.brier == 0 and not never.is_decided and not never.skill
    always = chance_proof.proof(np.ones(4), np.ones(4, bool), np.zeros(4, bool), DAYS)
    assert not always.skill
    assert chance_proof.proof(*(np.empty(0),) * 4) is None


def test_what_is_kept_of_a_proof_is_read_again():
    found = chance_proof.proof(TOLD, CAME, NOW, DAYS)
    assert chance_proof.read(asdict(found) | {"kind": "CT scanner"}).bins == found.bins
    assert chance_proof.read(asdict(found)) == found
    assert chance_proof.read(None) is None and chance_proof.read({}) is None
