from zoneinfo import ZoneInfo

import pytest

from carepath.analysis import flow
from carepath.analysis.largest_hours import FEWEST, largest_hours
from tests.analysis.doors import world

UTC = ZoneInfo("UTC")


def test_it_speaks_per_phase():
    spans = world()
    found = largest_hours(spans, flow.edges(spans), UTC, most=1)
    assert [(f.source, f.target, f.phase) for f in found] == [("door", "doctor", "department")]
    assert found[0].effect == 15 * 2 + 15 * 3
    assert found[0].share_of_hours == pytest.approx(75 / 105)
    assert found[0].low < 75 < found[0].high
    assert found[0].q is None


def test_it_is_silent_about_few():
    few = world(FEWEST - 1)
    assert largest_hours(few, flow.edges(few), UTC) == []
