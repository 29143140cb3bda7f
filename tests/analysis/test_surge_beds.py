"""What is to be feared with so many beds, against the published chances of one law."""

import numpy as np
import pytest

from carepath.analysis import bed_demand, surge_beds
from carepath.analysis.bed_demand import Demand

# Stay probabilities .9 .5 .2 plus Poisson(1.5): 4 staffed beds are short with 15.5 %, one more
# with 5.5 %, two more with 1.6 %.
LAW = bed_demand.total(
    [
        bed_demand.of_stayers(np.array([[0.9], [0.5], [0.2]])),
        bed_demand.of_newcomers(np.array([1.5])),
    ]
)


def test_each_bed_more_lowers_the_chance_as_published():
    chances = [surge_beds.risk(LAW, beds, 1).chance for beds in (4, 5, 6)]
    assert chances == pytest.approx([0.155, 0.055, 0.016], abs=5e-4)


def test_the_worst_of_the_hours_decides():
    two = Demand(np.vstack([np.eye(1, 8, 2), np.eye(1, 8, 5)]))
    assert surge_beds.risk(two, 4, 2).hour == 1
    assert surge_beds.risk(two, 4, 1).chance == 0


def law_of(rng, hours=6):
    """A law of demand of some hours, of random stayers and newcomers."""
    stay = bed_demand.of_stayers(rng.uniform(0, 1, (rng.integers(1, 9), hours)))
    return bed_demand.total([stay, bed_demand.of_newcomers(rng.uniform(0, 4, hours))])


def test_more_beds_never_raise_a_risk_and_spare_no_more_than_their_hours():
    rng = np.random.default_rng(7)
    for _ in range(60):
        law, staffed, beds = law_of(rng), int(rng.integers(1, 9)), int(rng.integers(1, 6))
        before, after = (surge_beds.risk(law, n, 6) for n in (staffed, staffed + beds))
        assert after.chance <= before.chance and after.bed_hours <= before.bed_hours
        assert before.bed_hours - after.bed_hours <= beds * 6 + 1e-9


def test_what_is_expected_to_be_missing_is_counted_by_hand():
    found = surge_beds.risk(Demand(np.array([[0.5, 0.0, 0.25, 0.25], [1.0, 0, 0, 0]])), 1, 2)
    assert (found.hour, found.chance, found.beds, found.bed_hours) == (0, 0.5, 0.75, 0.75)


def test_staff_is_moved_only_where_it_harms_nobody_beyond_the_limit():
    """Whatever the laws: the giver stays below the limit, and both together win."""
    rng, moved, limited = np.random.default_rng(17), 0, 0
    for _ in range(300):
        taker = surge_beds.Place(law_of(rng), int(rng.integers(0, 6)), int(rng.integers(0, 5)))
        giver = surge_beds.Place(law_of(rng), int(rng.integers(0, 14)))
        low = float(rng.uniform(0.01, 0.3))
        found = surge_beds.to_move(taker, giver, low=low, hours=6)
        if found is None:
            continue
        moved += 1
        assert 1 <= found.beds <= min(taker.spare, giver.staffed)
        assert found.left.chance < low and found.removed > 0
        assert found.after.chance <= found.before.chance
        assert found.held == surge_beds.risk(giver.demand, giver.staffed, 6)
        assert found.left == surge_beds.risk(giver.demand, giver.staffed - found.beds, 6)
        harm = found.left.bed_hours - found.held.bed_hours
        assert 0 <= harm < found.before.bed_hours - found.after.bed_hours
        limited += found.after.chance >= low
    assert moved > 50 and limited > 5


def test_a_move_is_as_small_as_is_enough():
    sure = Demand(np.tile(np.eye(1, 12, 6), (4, 1)))
    calm = Demand(np.tile(np.eye(1, 12, 3), (4, 1)))
    short = surge_beds.Place(sure, 4, 5)
    assert surge_beds.to_move(short, surge_beds.Place(calm, 9), low=0.1, hours=4).beds == 2
    some = surge_beds.to_move(short, surge_beds.Place(calm, 4), low=0.1, hours=4)
    assert (some.beds, some.after.chance, some.left.chance) == (1, 1, 0)
    assert some.removed == 4
    assert surge_beds.to_move(short, surge_beds.Place(calm, 3), low=0.1, hours=4) is None
    full = surge_beds.Place(sure, 4, 0)
    assert surge_beds.to_move(full, surge_beds.Place(calm, 9), low=0.1, hours=4) is None
