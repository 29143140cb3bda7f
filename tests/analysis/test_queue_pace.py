"""The pace of a queue, from weeks that were made by hand hour by hour."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import queue_pace
from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN
from tests.analysis.test_stage_use import spans

ZONE = ZoneInfo("UTC")
NOW = 20_000 * DAY + 10 * HOUR
HOURS = 12


def told(rows, *, machines=2, hours=HOURS, stage="CT"):
    found = spans(*((int(one != "CT"), 7, *moments) for one, *moments in rows))
    return queue_pace.queue(found, stage, NOW, ZONE, hours, machines=machines)


def weeks(asked_at=9, each=9, apart=20, minutes=30):
    """Each day some ask at once in one hour, and one is begun each so many minutes from then on."""
    rows = []
    for day in range(28):
        hour = NOW // DAY * DAY - day * DAY + asked_at * HOUR
        for n in range(each):
            begun = hour + (15 + n * apart) * MINUTE
            rows.append(("CT", hour + 5 * MINUTE, begun, begun + minutes * MINUTE))
    return rows


def test_who_asks_is_counted_by_the_hour_of_the_day_and_the_pace_where_somebody_waited():
    found = told(weeks())
    each = dict(zip(range(10, 22), found.asks.tolist(), strict=True))
    assert found.waiting == 6 and sum(each.values()) == 0  # all ask at nine, which is over
    tomorrow = told(weeks(), hours=24)
    assert tomorrow.asks[23] == pytest.approx(9) and tomorrow.asks.sum() == pytest.approx(9)
    assert found.begins == pytest.approx(np.full(HOURS, 3.0), rel=0.1)  # of other hours all tell
    assert found.more == pytest.approx(4 - found.begins)  # two of half an hour are four an hour
    half = [row for row in weeks() if row[1] > NOW - 14 * DAY]  # nothing is known before
    assert told(half, hours=24).asks[23] == pytest.approx(9)
    assert told(weeks(), machines=9).more.tolist() == [2.0] * HOURS


def test_who_is_on_the_way_is_no_queue_and_what_is_begun_without_one_tells_no_pace():
    """Four ask each hour, each is begun ten minutes later; on one day in four the scanner is down
    until ten, and then works through its queue, one each six minutes."""
    rows = []
    for day in range(28):
        midnight = NOW // DAY * DAY - day * DAY
        for n in range(40):
            asked = midnight + 6 * HOUR + n * 15 * MINUTE
            begun = asked + 10 * MINUTE
            if day % 4 == 0:
                begun = max(begun, midnight + 10 * HOUR + n * 6 * MINUTE)
            rows.append(("CT", asked, begun, begun + 12 * MINUTE))
    found = told(rows, machines=2)
    assert found.asks[:5] == pytest.approx(np.full(5, 4.0))
    assert found.way == pytest.approx(1 / 6, abs=0.02)  # ten minutes of an hour
    assert found.begins[:3] == pytest.approx(np.full(3, 10.0), rel=0.1)  # not the four that ask
    assert found.waiting == 16  # today the scanner was down


def test_who_asked_and_was_not_begun_waits_and_the_future_is_not_known():
    rows = weeks()
    asked = NOW - 20 * MINUTE
    rows += [("CT", asked, OPEN, OPEN), ("CT", asked, NOW + HOUR, NOW + 2 * HOUR)]
    rows += [("CT", NOW + MINUTE, OPEN, OPEN), ("X-ray", asked, OPEN, OPEN)]
    assert told(rows).waiting == 6 + 2


def test_of_too_few_or_where_nobody_waits_nothing_is_told():
    assert told(weeks()[-50:]) is None
    at_once = [(stage, asked, asked, end) for stage, asked, _begun, end in weeks()]
    assert told(at_once) is None and told(weeks(), stage="MRI") is None


def test_counts_that_scatter_more_than_chance_say_so():
    even = told(weeks())
    rows = weeks(each=18)[: 14 * 18] + weeks(each=4)[14 * 4 :]
    assert told(rows).dispersion > even.dispersion >= 0
