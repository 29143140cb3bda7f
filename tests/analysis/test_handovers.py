from collections import Counter

import numpy as np
import pytest

from carepath.analysis import flow, handovers
from carepath.analysis.segments import Visit
from carepath.frames.moments import OPEN, SECOND
from tests.analysis.worlds import build


def view(*visits, now=1000):
    return handovers.view(build([(list(visits), 0, OPEN)]), now)


def test_contained_work_runs_side_by_side_and_both_hand_over():
    found = view(Visit("A", 0, 100), Visit("B", 20, 60), Visit("C", 100, 120))
    waits = {(h.source, h.target): h.wait.total * SECOND for h in found.hand_overs}
    assert waits == {("A", "C"): 0, ("B", "C"): 40}
    assert found.parallel == [("A", "B", 1)]


def test_a_marker_between_is_handed_over_to():
    found = view(Visit("A", 0, 50), Visit("M", 50, 50), Visit("B", 50, 100))
    assert {(h.source, h.target) for h in found.hand_overs} == {("A", "M"), ("M", "B")}
    assert found.parallel == []


def test_in_a_log_of_completions_it_is_the_order_view(sepsis):
    found = handovers.view(sepsis, int(sepsis.closed.max()))
    order = {(e.source, e.target): (e.count, e.mean_s) for e in flow.edges(sepsis)}
    assert {
        (h.source, h.target): (h.count, pytest.approx(h.wait.mean)) for h in found.hand_overs
    } == order
    assert found.parallel == []


def test_nothing_hands_over_to_nothing():
    assert handovers.view(build([]), 5) == ([], [])


@pytest.mark.parametrize("seed", range(6))
def test_random_journeys_equal_the_definition(seed):
    rng = np.random.default_rng(seed)
    journeys, hand_overs, parallel = [], Counter(), Counter()
    for _ in range(120):
        visits = []
        for _ in range(rng.integers(0, 8)):
            start = int(rng.integers(0, 12))
            visits.append(
                Visit("CAB"[rng.integers(0, 3)], start, start + int(rng.choice([0, 1, 3, 6])))
            )
        visits.sort(key=lambda v: (v.start, v.end))
        journeys.append((visits, 0, 30))
        by_definition(visits, hand_overs, parallel)
    found = handovers.view(build(journeys, stages=["C", "A", "B"]), 100)
    assert {(h.source, h.target): h.count for h in found.hand_overs} == hand_overs
    assert {(p.one, p.other): p.count for p in found.parallel} == parallel


def by_definition(visits, hand_overs, parallel):
    n = len(visits)
    before = {
        (x, y) for x in range(n) for y in range(n) if x < y and visits[x].end <= visits[y].start
    }
    for x in range(n):
        for y in range(x + 1, n):
            pair = visits[x].stage, visits[y].stage
            if (x, y) not in before:
                parallel[tuple(sorted(pair))] += 1
            elif not any((x, z) in before and (z, y) in before for z in range(n)):
                hand_overs[pair] += 1
