from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis import waits, weekly
from carepath.analysis.segments import Visit
from carepath.frames.moments import DAY, HOUR, MINUTE
from tests.analysis.worlds import build

UTC = ZoneInfo("UTC")


def test_a_gap_lies_in_the_hours_it_spans():
    visits = [Visit("A", 0, HOUR), Visit("B", 2 * HOUR + 20 * MINUTE, 3 * HOUR)]
    spans = build([(visits, 0, 3 * HOUR)])
    found = waits.columns(spans, DAY)
    week = weekly.by_weekday_hour(found, UTC, [waits.GAP])
    assert week[3, 1] == HOUR  # 1970-01-01 was a Thursday
    assert week[3, 2] == 20 * MINUTE
    assert week.sum() == 80 * MINUTE
    assert weekly.by_weekday_hour(found, UTC, [waits.WAIT]).sum() == 0


def test_the_real_log_keeps_every_microsecond(sepsis):
    found = waits.columns(sepsis, int(sepsis.closed.max()) + DAY)
    week = weekly.by_weekday_hour(found, ZoneInfo("Europe/Amsterdam"), [waits.BETWEEN])
    assert week.sum() == found.us[found.kind == waits.KINDS.index(waits.BETWEEN)].sum()
    assert (week > 0).all()


def test_bins_equal_minutes_painted_one_by_one():
    rng = np.random.default_rng(6)
    start = rng.integers(0, 300, 40)
    end = start + rng.integers(1, 200, 40)
    painted = np.zeros(40 * 15)
    for lo, hi in zip(start, end, strict=True):
        painted[lo:hi] += 1
    load = weekly.binned(start * MINUTE, end * MINUTE, 0, 40)
    assert (load // MINUTE).tolist() == painted.reshape(40, 15).sum(axis=1).tolist()
