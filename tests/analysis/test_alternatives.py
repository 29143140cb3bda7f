"""Alternatives are in the order of what they remove, whatever the laws, and none is lost."""

import numpy as np
import pytest

from carepath.analysis import alternatives, surge_beds
from carepath.analysis.alternatives import CHOSEN, MOST, NOTHING
from carepath.analysis.bed_demand import Demand
from carepath.analysis.surge_beds import Move, Option, Risk


def options(rng, hours=6):
    """Beds to open on a random law, doing nothing, and moves that lose the giver something."""
    law = Demand(rng.dirichlet(np.ones(12), hours))
    staffed, chosen = int(rng.integers(0, 6)), int(rng.integers(1, 13))
    before = surge_beds.risk(law, staffed, hours)
    found = [alternatives.idle(NOTHING, before, "idle")]
    for beds in range(1, int(rng.integers(13, 16))):
        after = surge_beds.risk(law, staffed + beds, hours)
        why = CHOSEN if beds == chosen else "other"
        found.append(alternatives.of("open", Option(beds, before, after), hours, why))
        left = Risk(0, 0.1, 0.1, float(rng.uniform(0, 2)))
        move = Move(beds, before, after, Risk(0, 0, 0, 0), left)
        found.append(alternatives.of("move", move, hours, "other", "Ward"))
    found.append(alternatives.idle("move", before, "harms", "Other ward"))
    return [found[place] for place in rng.permutation(len(found))]


def test_the_order_is_by_what_is_removed_and_the_advised_is_always_there():
    rng = np.random.default_rng(3)
    for _ in range(200):
        found = options(rng)
        rows = alternatives.ranked(found)
        each = [(one.lacks_before - one.lacks_after) / one.bed_hours for one in rows if one.beds]
        assert each == sorted(each, reverse=True)
        assert len(rows) == MOST and set(rows) <= set(found)
        assert [one.why for one in rows].count(CHOSEN) == 1 and rows[-1].kind == NOTHING


def test_a_move_is_charged_with_what_the_giver_loses():
    before, after = Risk(0, 0.5, 2.0, 30.0), Risk(0, 0.1, 0.2, 6.0)
    move = Move(2, before, after, Risk(0, 0.01, 0.0, 1.0), Risk(0, 0.05, 0.1, 5.0))
    found = alternatives.of("move", move, 24, "less", "Ward")
    assert (found.lacks_before, found.lacks_after, found.bed_hours) == (30.0, 10.0, 48)
    assert found.each == pytest.approx(20 / 48)
    assert alternatives.idle("move", before, "keeps").each == 0
