"""Queues of stages, against counting minute by minute, and their proof."""

import random

import numpy as np
import pytest

from carepath.analysis import stage_queues
from carepath.frames.moments import MINUTE
from carepath.frames.spans import AWAY
from tests.journeys.frames import NINE, event, frame
from tests.stories.invented import spans_of

LOW, HIGH = 100, 400
STAGES = ("CT", "X-ray", "Ward stay")


def at(minute):
    return NINE + minute * MINUTE


def drawn(seed, n=80):
    """(stage, requested, started, ended) of n spans, each in a journey of its own; None = not."""
    dice, rows = random.Random(seed), []
    for _ in range(n):
        asked = dice.choice([None, dice.randrange(0, 480)])
        start = dice.choice([None, dice.randrange(asked or 0, 520)])
        if asked is None and start is None:
            start = 7
        end = dice.choice([None, dice.randrange(start if start is not None else asked, 560)])
        rows.append((dice.choice(STAGES), asked, start, end))
    return rows


def logged(rows):
    kinds = {"Ward stay": 1}
    return spans_of(
        frame(*(event(f"J{n:03}", stage, start, end, asked, kind=kinds.get(stage, 0))
                for n, (stage, asked, start, end) in enumerate(rows)))
    )  # fmt: skip


def counted(rows, stage):
    """minute -> how many wait, by looking at each row in each minute."""

    def waits(row, minute):
        name, asked, start, end = row
        over = start if start is not None else end
        return (
            name == stage
            and asked is not None
            and asked <= minute
            and (over is None or minute < over)
        )

    return [sum(waits(row, minute) for row in rows) for minute in range(HIGH + 1)]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_as_counted_minute_by_minute_and_proven(seed):
    rows = drawn(seed)
    spans = logged(rows)
    found = {queue.stage: queue for queue in stage_queues.queues(spans, at(LOW), at(HIGH))}
    assert list(found) == sorted(found)
    for stage, queue in found.items():
        there = counted(rows, stage)
        assert queue.there == queue.clipped == sum(there[LOW:HIGH]) * MINUTE
        assert queue.exact and queue.little.mean == sum(there[LOW:HIGH]) / (HIGH - LOW)
        assert queue.now == there[HIGH]
        begun = [
            s - a
            for name, a, s, _e in rows
            if name == stage and s is not None and LOW <= s < HIGH and a is not None
        ]
        assert queue.begun == len(begun)
        if begun:
            assert queue.median == np.median(begun) * MINUTE
        blind = [
            1
            for name, a, s, _e in rows
            if name == stage and a is None and s is not None and LOW <= s < HIGH
        ]
        assert queue.unasked == len(blind)  # fmt: skip
        steps = stage_queues.steps(spans, stage, at(HIGH))
        assert steps.when([at(m) for m in range(HIGH + 1)]).tolist() == there


def test_the_longest_and_what_ends_a_wait():
    spans = spans_of(frame(
        event("A", "CT", None, None, 10), event("B", "CT", None, 90, 20),
        event("C", "CT", None, None, 30), event("C", "Discharged", 60, 60),
        event("D", "X-ray", 5, 9, 1),
    ))  # fmt: skip
    (ct,) = stage_queues.queues(spans, at(20), at(100))
    assert (ct.stage, ct.now, ct.longest) == ("CT", 1, 90 * MINUTE)
    assert ct.there == (80 + 70 + 30) * MINUTE
    assert (ct.median, ct.p90, ct.begun) == (None, None, 0)
    assert stage_queues.queues(spans, at(-50), at(0)) == []


def test_whose_waits_they_are():
    rows = drawn(9)
    spans = logged(rows)
    for stage in STAGES:
        (queue,) = [q for q in stage_queues.queues(spans, at(LOW), at(HIGH)) if q.stage == stage]
        here, us = stage_queues.waiting(spans, stage, at(HIGH))
        assert (len(here), us.max(initial=-1)) == (queue.now, queue.longest or -1)
        whose, waited = stage_queues.waited(spans, stage, at(LOW), at(HIGH))
        assert (len(whose), float(np.median(waited))) == (queue.begun, queue.median)
        assert {rows[place][0] for place in [*here.tolist(), *whose.tolist()]} == {stage}


def test_who_is_away_waits_for_nothing():
    spans = spans_of(frame(event("A", "Return", None, None, 10)))
    away = type(spans)(**{name: getattr(spans, name) for name in spans.__slots__
                          if name != "phases"}, phases=(AWAY,))  # fmt: skip
    assert stage_queues.queues(away, at(0), at(100)) == []
