import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow.changes import Change
from tests.simulator.flow import made


def test_a_decision_follows_the_scan_by_as_much_as_it_did():
    model = made.model(rate=1.0, servers=(1,), scan_take=[0.6, 0.9], wants=-1)
    object.__setattr__(model, "visit_decided", np.array([0.5, 0.5]))
    object.__setattr__(model, "visit_scan", np.array([[1.0], [1.0]]))
    found = flow.run(model, seed=2)
    visits, scans = found.visits, found.scans
    order = np.argsort(scans.case)
    assert (scans.case[order] == np.sort(visits.case)).all()
    ended = dict(zip(scans.case.tolist(), scans.ended.tolist(), strict=True))
    known = visits.decided < found.until
    expected = np.array([ended[case] for case in visits.case[known].tolist()]) + 0.5
    assert visits.decided[known] == pytest.approx(expected)
    assert scans.requested[order] == pytest.approx(visits.arrived[np.argsort(visits.case)] + 1)
    assert (scans.started >= scans.requested)[~np.isnan(scans.started)].all()


def test_longer_hours_shorten_the_wait_for_a_scan_from_then_on():
    model = made.model(rate=1.0, servers=(2,), scan_take=[0.6, 0.9], wants=-1)
    model.servers[0][np.arange(168) % 24 >= 18] = 0
    plain = flow.run(model, seed=2)
    longer = flow.run(model, [Change("station", "S0", None, 18, 22)], seed=2)
    early = plain.scans.requested < -12
    assert np.array_equal(plain.scans.started[early], longer.scans.started[early])
    one, two = flow.outcomes_of(plain), flow.outcomes_of(longer)
    assert two["scan_wait_mean:S0"] < 0.6 * one["scan_wait_mean:S0"]
    assert two["department_stay_mean"] < one["department_stay_mean"]


def test_a_scanner_that_never_opens_lets_nobody_decide():
    model = made.model(rate=1.0, servers=(0,), scan_take=[0.6], wants=-1)
    found = flow.run(model, seed=2, weeks=1)
    assert np.isnan(found.visits.decided).all() and np.isnan(found.scans.started).all()
