import json

import numpy as np
import pytest

from carepath.analysis.multiplicity import benjamini_hochberg


def test_the_published_example(shared):
    file = shared / "refs/tests_and_multiplicity.json"
    known = json.loads(file.read_text())["multiple_testing"]
    assert benjamini_hochberg(known["p"]) == pytest.approx(known["BH"], abs=1e-12)


def test_the_order_of_looks_does_not_matter():
    p = [0.13, 0.005, 0.04, 0.011, 0.02]
    assert benjamini_hochberg(p) == pytest.approx([0.13, 0.025, 0.05, 0.0275, 1 / 30])
    assert benjamini_hochberg([]).tolist() == []


def test_chance_alone_is_reported_in_one_of_twenty_sets():
    rng = np.random.default_rng(4)
    told = sum(bool((benjamini_hochberg(rng.random(80)) <= 0.05).any()) for _ in range(2000))
    assert 60 < told < 140
