import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow.calibration import arrivals, record
from tests.simulator.flow import made


def test_days_that_differ_more_than_by_chance_are_noticed():
    model = made.model(rate=8.0, beds=(400,), lengths=(10.0,))
    object.__setattr__(model, "dispersion", 0.04)
    assert flow.calibrate(flow.run(model, seed=1, weeks=12)).dispersion == pytest.approx(
        0.04, rel=0.5
    )


def test_a_crowd_is_who_waits_for_a_bed():
    visits = flow.Visits(
        np.arange(4), np.array([1.0, 2.0, 3.0, 9.0]), np.array([1.0, 2.0, 4.0, 9.5]),
        np.array([5.0, 8.0, 4.0, 9.5]), np.array([True, True, False, False]),
    )  # fmt: skip
    stays = flow.Stays(
        np.array([0, 1, 0]), np.zeros(3, int), np.array([1.0, 2.0, 6.0]),
        np.array([5.0, 8.0, 7.0]), np.array([7.0, 9.0, 9.0]), np.full(3, -1),
    )  # fmt: skip
    known = flow.History(0.0, 336.0, ("A",), flow.every_hour([2]), visits, stays)
    first, _ = record.first_stays(known)
    at = np.array([0.5, 2.5, 6.5, 8.5])
    assert arrivals.boarders(known, first, at).tolist() == [0, 2, 1, 0]
