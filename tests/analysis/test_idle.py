import numpy as np
import pytest

from carepath.analysis.idle import idle
from carepath.frames.moments import DAY


def test_overlapping_and_touching_work_is_not_idle():
    resource = np.array([1, 0, 0, 0, 0, 1])
    start = np.array([5, 20, 0, 3, 30, 9])
    end = np.array([7, 25, 10, 8, 31, 9])
    assert idle(resource, start, end) == {0: 10 + 5, 1: 2}


def test_one_piece_of_work_has_no_idle_time():
    assert idle(np.array([3]), np.array([1]), np.array([2])) == {3: 0}
    assert idle(np.array([], int), np.array([], int), np.array([], int)) == {}


def test_published_idle_times_of_seven_resources(patients_and_staff, patients_published):
    _, busy = patients_and_staff
    names = sorted(busy)
    rows = [(code, *stretch) for code, name in enumerate(names) for stretch in busy[name]]
    found = idle(*np.array(rows, np.int64).T)
    published = patients_published["resource_idle_time_days"]["values"]
    assert len(published) == 7
    for code, name in enumerate(names):
        assert found[code] / DAY == pytest.approx(published[name], abs=6e-5)
