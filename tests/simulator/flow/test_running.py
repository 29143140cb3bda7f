import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow.changes import Change
from tests.simulator.flow import made


def same(one, two):
    for table in ("visits", "stays", "scans"):
        for name in type(getattr(one, table)).__slots__:
            a, b = getattr(getattr(one, table), name), getattr(getattr(two, table), name)
            assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f"), (table, name)


def test_the_same_seed_is_the_same_again_bit_for_bit():
    model = made.model(rate=1.0, beds=(10,), lengths=made.exponential(8), servers=(1,))
    same(flow.run(model, seed=5), flow.run(model, seed=5))
    again = flow.Model.from_json(model.to_json())
    same(flow.run(model, seed=5), flow.run(again, seed=5))
    other = flow.run(model, seed=6)
    assert not np.array_equal(other.visits.arrived, flow.run(model, seed=5).visits.arrived)


def test_the_past_of_a_pair_is_the_same():
    model = made.model(rate=1.0, beds=(10,), lengths=made.exponential(8))
    plain = flow.run(model, seed=5)
    changed = flow.run(model, [Change("arrivals", value=1.5), Change("beds", "U0", 5)], seed=5)
    before = plain.visits.arrived < 0
    assert np.array_equal(
        plain.visits.arrived[before], changed.visits.arrived[changed.visits.arrived < 0]
    )
    assert set(plain.visits.case) < set(changed.visits.case)
    assert len(changed.visits.case) / len(plain.visits.case) == pytest.approx(
        1 + 0.5 * 4 / 6, abs=0.1
    )
