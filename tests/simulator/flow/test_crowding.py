import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow.crowding import Crowding
from tests.simulator.flow import made


def crowded():
    """Half of the visits met nobody who boards and took 1 to 2 hours; who met ten took twice it."""
    model = made.model(rate=1.0, beds=(12,), lengths=made.exponential(10), scan_take=[0.0] * 400)
    ranks = np.tile(np.arange(200) / 200, 2)
    boarders = np.repeat([0.0, 10.0], 200)
    object.__setattr__(model, "visit_boarders", boarders)
    object.__setattr__(model, "visit_total", (1 + ranks) * np.where(boarders > 0, 2, 1))
    object.__setattr__(model, "visit_decided", model.visit_total)
    return model


def test_a_visit_takes_as_long_as_the_one_of_equal_rank_in_the_present_crowd():
    model = crowded()
    found = Crowding(model, np.arange(400))
    rows = np.arange(400)
    alone, among = (found.shift(model, rows, np.full(400, n)) for n in (0, 10))
    assert (alone[:200] == 0).all() and (among[200:] == 0).all()
    assert among[:200] == pytest.approx(model.visit_total[:200], abs=0.02)
    assert alone[200:] == pytest.approx(-model.visit_total[:200], abs=0.02)
    assert (found.shift(model, rows, np.full(400, 500)) == among).all()


def test_a_record_of_one_crowd_changes_nothing():
    model = made.model(rate=1.0, scan_take=[0.0] * 40)
    rows = np.arange(40)
    assert (Crowding(model, rows).shift(model, rows, np.arange(40)) == 0).all()


def test_fewer_beds_make_the_department_slower_for_those_who_go_home_as_well():
    model = crowded()
    object.__setattr__(model, "visit_unit", np.where(np.arange(400) // 4 % 2, 0, -1))
    changes = [flow.Change("beds", "U0", -8)]
    plain, fewer = (flow.run(model, found, seed=2, weeks=2).visits for found in ((), changes))
    one, two = (visits.decided - visits.arrived for visits in (plain, fewer))
    home = ~plain.admitted & (plain.arrived > 100)
    assert np.nanmean(two[home]) > 1.2 * np.nanmean(one[home])
