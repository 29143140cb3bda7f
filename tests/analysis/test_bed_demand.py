import json
import time
from itertools import product

import numpy as np
import pytest

from carepath.analysis import bed_demand


def hours(*chances):
    return np.array(chances, float)[:, None]


def test_published_vectors(shared):
    published = json.loads((shared / "refs/capacity.json").read_text())["bed_demand_pmf"]
    stay = bed_demand.of_stayers(hours(*published["stay_probabilities"]))
    assert stay.pmf[0] == pytest.approx(published["stayers_pmf"], abs=1e-9)
    demand = bed_demand.total([stay, bed_demand.of_newcomers([published["newcomers_mean"]])])
    assert demand.pmf[0, :16] == pytest.approx(published["demand_pmf"], abs=1e-9)
    assert demand.mean[0] == pytest.approx(published["mean"], abs=1e-9)
    assert demand.variance[0] == pytest.approx(published["variance"], abs=1e-9)
    for beds, chance in published["prob_demand_above_beds"].items():
        assert demand.beyond([int(beds)])[0] == pytest.approx(chance, abs=1e-9)


def test_stayers_and_newcomers_of_the_design():
    stay = bed_demand.of_stayers(hours(0.9, 0.5, 0.2))
    assert stay.pmf[0] == pytest.approx([0.04, 0.41, 0.46, 0.09])
    demand = bed_demand.total([stay, bed_demand.of_newcomers([1.5])])
    expected = [0.00893, 0.10487, 0.24991, 0.28198, 0.19893, 0.10019]
    assert demand.pmf[0, :6] == pytest.approx(expected, abs=1e-5)
    assert (demand.mean[0], demand.variance[0]) == (pytest.approx(3.1), pytest.approx(2.0))
    assert demand.quantiles((0.1, 0.5, 0.9)).tolist() == [[1, 3, 5]]
    chances = [demand.beyond([beds])[0] for beds in (4, 5, 6)]
    assert chances == pytest.approx([0.155, 0.055, 0.016], abs=5e-4)


def test_a_law_of_stayers_equals_every_way_to_stay():
    chances = (0.1, 0.35, 0.8, 0.99, 0.5)
    expected = np.zeros(6)
    for ways in product((0, 1), repeat=5):
        likely = np.prod([p if way else 1 - p for p, way in zip(chances, ways, strict=True)])
        expected[sum(ways)] += likely
    assert bed_demand.of_stayers(hours(*chances)).pmf[0] == pytest.approx(expected, abs=1e-12)


def hospital(units=20, horizons=24, seed=3):
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(units):
        stay = bed_demand.of_stayers(rng.random((rng.integers(0, 45), horizons)))
        new = bed_demand.of_newcomers(rng.gamma(2, 4, horizons), rng.random() * 0.1)
        parts.append(bed_demand.total([stay, new]))
    return parts


def test_a_hospital_has_the_sums_of_means_and_variances():
    units = hospital()
    whole = bed_demand.total(units)
    for one in [*units, whole]:
        assert one.pmf.sum(1) == pytest.approx(np.ones(24), abs=1e-9)
        assert one.pmf.min() >= 0
    assert whole.mean == pytest.approx(sum(unit.mean for unit in units), abs=1e-9)
    assert whole.variance == pytest.approx(sum(unit.variance for unit in units), abs=1e-8)
    back = bed_demand.total(units[::-1])
    size = min(back.pmf.shape[1], whole.pmf.shape[1])
    assert back.pmf[:, :size] == pytest.approx(whole.pmf[:, :size], abs=1e-12)


def test_twenty_units_and_twenty_four_horizons_take_a_moment():
    begun = time.process_time()
    bed_demand.total(hospital())
    assert time.process_time() - begun < 5


def test_nobody_and_nothing_to_come():
    none = bed_demand.total(
        [bed_demand.of_stayers(np.empty((0, 3))), bed_demand.of_newcomers([0.0] * 3)]
    )
    assert none.pmf.tolist() == [[1]] * 3
    assert none.beyond([0, 0, -1]).tolist() == [0, 0, 1]
    assert none.cdf([-1, 0, 7]).tolist() == [0, 1, 1]
    assert none.quantiles((0.5, 0.9)).tolist() == [[0, 0]] * 3


@pytest.mark.parametrize("chance", [-0.1, 1.1, np.nan])
def test_what_is_no_chance_is_refused(chance):
    with pytest.raises(ValueError, match="between 0 and 1"):
        bed_demand.of_stayers(hours(0.5, chance))


def test_dispersed_newcomers_keep_their_variance():
    found = bed_demand.of_newcomers([12.0, 0.5], 0.2)
    assert found.mean == pytest.approx([12, 0.5], abs=1e-9)
    assert found.variance == pytest.approx([12 + 0.2 * 144, 0.5 + 0.2 * 0.25], abs=1e-8)


def test_those_to_come_and_those_moved_add_up():
    settling = np.triu(np.ones((3, 3)))
    assert bed_demand.to_come(np.array([1.0, 2, 3]), settling).tolist() == [1, 3, 6]
    leaving = np.array([[1.0, 0, 2], [0, 4, 0]])
    shares = np.array([[0, 0.5], [0.25, 0]])
    both = np.stack([settling, settling])
    assert bed_demand.moved(leaving, shares, both).tolist() == [[0, 1, 1], [0.5, 0.5, 1.5]]


def test_beds_missing_are_counted_case_by_case():
    demand = bed_demand.Demand(np.array([[0.1, 0.2, 0.3, 0.4], [0.0, 0.0, 0.0, 1.0]]))
    by_hand = [0.3 * 1 + 0.4 * 2, 2.0]
    assert demand.missing([1, 1]) == pytest.approx(by_hand)
    assert demand.missing([3, 9]) == pytest.approx([0, 0])
    assert demand.missing([0, 0]) == pytest.approx(demand.mean)
