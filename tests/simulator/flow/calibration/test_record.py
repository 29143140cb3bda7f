import numpy as np

from carepath.simulator import flow
from tests.simulator.flow import made


def test_scans_before_the_decision_are_told_from_others():
    model = made.model(rate=0.5, beds=(30,), servers=(2,), scan_take=[0.5, 0.7])
    record = flow.run(model, seed=1, weeks=4)
    found = flow.calibrate(record)
    assert len(found.other_take) <= 2  # those under way at the end
    assert set(np.unique(found.visit_take[~np.isnan(found.visit_take)])) == {0.5, 0.7}
    assert found.visit_decided.max() <= 0.001
