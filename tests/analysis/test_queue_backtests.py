"""Chances of long waits held against hours that were counted by hand; the future is not seen."""

from dataclasses import replace

import numpy as np
import pytest

from carepath.analysis import longer_hours, queue_backtests, queue_pace
from carepath.frames.moments import DAY, HOUR
from tests.analysis.test_queue_pace import NOW, ZONE, weeks
from tests.analysis.test_stage_use import spans

HOURS = 12


def asked(rows):
    found = spans(*((int(one != "CT"), 7, *moments) for one, *moments in rows))
    return queue_pace.requests(found, "CT")


def judged(every, origins, **said):
    return queue_backtests.judged(every, origins, NOW, ZONE, HOURS, **{"machines": 2, "target": 1}
                                  | said)  # fmt: skip


def test_each_hour_that_is_over_is_held_against_who_waited_then():
    every, origins = asked(weeks()), [NOW - 3 * DAY, NOW - 2 * DAY, NOW - 2 * HOUR]
    found = judged(every, origins)
    assert found.n == 11 + 11 + 1  # of the last origin one hour that could be changed is over
    chances, came, now = [], 0, []
    gone = np.sort(every.over)
    for origin in origins:
        queue = queue_pace.queue_at(every, origin, ZONE, HOURS, machines=2)
        limits = longer_hours.within(queue, 1)
        law = longer_hours.law(queue).beyond(limits)
        for hour in range(1, HOURS):
            end = origin + (hour + 1) * HOUR
            if end <= NOW:
                waits = int((every.asked <= end).sum() - (gone <= end).sum())
                chances.append(law[hour])
                came += waits > limits[hour]
                now.append(queue.waiting > int(queue.begins[0]))
    assert found.told == pytest.approx(np.mean(chances)) and found.came == came
    assert found.baselines["persistence"] >= 0 and len(now) == found.n


def test_a_future_that_is_changed_changes_no_chance():
    every, origins = asked(weeks()), [NOW - 5 * DAY]
    after = every.asked > origins[0]
    late = replace(every, asked=np.where(after, every.asked + 30 * DAY, every.asked))
    assert judged(late, origins).told == pytest.approx(judged(every, origins).told)


def test_where_no_queue_can_be_told_nothing_is_judged():
    assert judged(asked(weeks()), [NOW - 27 * DAY]) is None
    assert judged(asked(weeks()), []) is None
    assert judged(asked(weeks()), [NOW - HOUR]) is None  # none of its hours is over
