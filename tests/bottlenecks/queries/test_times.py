import random
from dataclasses import replace

import numpy as np
import pytest

from carepath.analysis import waits
from carepath.bottlenecks import queries
from carepath.frames.moments import HOUR, UNKNOWN
from tests.bottlenecks.worlds import NOW, a_log, spans_of


def test_all_time_is_something(sepsis_log):
    found = queries.times(sepsis_log)
    assert found.all == sum(sepsis_log.spans.closed - sepsis_log.spans.opened)
    assert (found.care, found.asked, found.gaps) == (0, 0, 0)
    assert round(found.away / found.all, 3) == 0.797


def test_with_start_times_gaps_stand_apart_from_what_was_asked_for():
    spans = spans_of([(0, HOUR, "A"), (3 * HOUR, 4 * HOUR, "B")], intervals=True)
    found = queries.times(a_log(spans))
    assert found == queries.Times(care=2 * HOUR, asked=0, gaps=2 * HOUR, between=0, away=0)
    asked = replace(spans, requested=np.array([UNKNOWN, 2 * HOUR]))
    found = queries.times(a_log(asked))
    assert found == queries.Times(care=2 * HOUR, asked=HOUR, gaps=HOUR, between=0, away=0)


def test_an_open_journey_waits_until_now():
    spans = spans_of([(0, HOUR, "A")], closed=[None], intervals=True)
    assert queries.times(a_log(spans, now=5 * HOUR)).gaps == 4 * HOUR


@pytest.mark.parametrize("seed", range(8))
def test_any_cohort_sums_to_what_its_journeys_alone_give(seed):
    dice = random.Random(seed)
    whole = a_log(many(dice))
    queries.times(whole)  # what all closed journeys were is remembered
    chosen = np.array([dice.random() < 0.5 for _ in range(whole.spans.n_journeys)])
    part = replace(whole, spans=whole.spans.take(chosen), key=object())
    later = replace(part, now=whole.now + 3 * HOUR, key=object())
    earlier = replace(part, now=whole.now - 30 * HOUR, key=object())
    for log in (part, later, earlier):
        assert queries.times(log) == alone(log)


def alone(log):
    """The same by a sweep of these journeys only."""
    sums = dict.fromkeys(waits.KINDS, 0)
    for total in waits.totals(log.spans, log.now):
        sums[total.kind] += total.us
    order = (waits.STAGE, waits.WAIT, waits.GAP, waits.BETWEEN, waits.AWAY)
    return queries.Times(*(sums[kind] for kind in order))


def many(dice):
    """Some journeys of half-hours around now, a third of them open, ids in no order."""
    journeys, closes = [], []
    for _ in range(40):
        begin = NOW - dice.randrange(10, 60) * HOUR
        rows = []
        for _ in range(dice.randrange(1, 6)):
            end = begin + dice.randrange(0, 6) * HOUR // 2
            rows.append((begin, end, dice.choice(["A", "B", "Return ER"])))
            begin = end + dice.randrange(0, 4) * HOUR // 2
        journeys.append(rows)
        closes.append(None if dice.random() < 0.3 else max(end for _, end, _ in rows))
    spans = spans_of(*journeys, closed=closes, intervals=dice.random() < 0.5)
    return replace(spans, journey_id=np.array(dice.sample(range(1000), 40)))
