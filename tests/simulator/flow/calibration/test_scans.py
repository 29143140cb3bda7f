import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow.calibration import scans
from tests.simulator.flow import made


@pytest.mark.parametrize("first", [False, True])
def test_who_is_scanned_first_and_how_long_it_takes_to_be_ready_is_seen_in_queues(first):
    record = made.busy_scanner(first)
    waits = record.scans.started - record.scans.requested
    found = flow.calibrate(record)
    assert np.nanmean(waits) > 0.5
    assert found.visits_first.tolist() == [first]
    assert found.scan_handling[0].mean() == pytest.approx(0.3, abs=0.04)


def test_lengths_of_which_some_are_only_known_to_be_longer():
    """By hand: of 1, 2+, 3, 4 the chances are 1/4, 3/8 and 3/8."""
    found = scans._quantiles(np.array([3.0, 2.0, 1.0, 4.0]), np.array([1, 0, 1, 1], bool))
    shares = [(found == length).mean() for length in (1, 2, 3, 4)]
    assert shares == pytest.approx([0.25, 0, 0.375, 0.375], abs=0.01)
