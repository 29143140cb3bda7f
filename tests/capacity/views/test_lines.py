from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis.occupancy import Steps
from carepath.capacity.views.lines import line
from carepath.frames.moments import HOUR


def test_a_line_has_its_changes_within_the_window_and_both_ends():
    steps = Steps(np.array([0, HOUR, 9 * HOUR]), np.array([2, 5, 1]))
    texts, levels = line(steps, HOUR // 2, 2 * HOUR, ZoneInfo("Europe/Amsterdam"))
    assert texts == ["1970-01-01 01:30:00", "1970-01-01 02:00:00", "1970-01-01 03:00:00"]
    assert levels == [2, 5, 5]
