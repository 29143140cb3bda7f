import numpy as np

from carepath.analysis import cohorts
from carepath.analysis.segments import Visit
from carepath.frames.moments import OPEN
from tests.analysis.worlds import build

SPANS = build(
    [
        ([Visit("A", 0, 0), Visit("B", 5, 5), Visit("A", 6, 6), Visit("B", 30, 30)], 0, 40),
        ([Visit("B", 0, 0), Visit("A", 5, 5)], 0, 10),
        ([Visit("A", 0, 0), Visit("C", 5, 5), Visit("B", 6, 6)], 0, OPEN),
        ([Visit("A", 0, 0), Visit("B", 9, 9)], 0, 10),
    ]
)


def test_journeys_with_an_edge_longer_or_shorter():
    assert cohorts.with_edge(SPANS, "A", "B").tolist() == [0, 3]
    assert cohorts.with_edge(SPANS, "A", "B", longer_than_us=9).tolist() == [0]
    assert cohorts.with_edge(SPANS, "A", "B", longer_than_us=5, up_to_us=9).tolist() == [3]
    assert cohorts.with_edge(SPANS, "A", "Z").tolist() == []


def test_journeys_with_a_stage():
    assert cohorts.with_stage(SPANS, "C").tolist() == [2]
    assert cohorts.with_stage(SPANS, "A").tolist() == [0, 1, 2, 3]
    assert cohorts.with_stage(SPANS, "Z").tolist() == []


def test_journeys_that_take_or_so_far_take_longer():
    assert cohorts.longer_than(SPANS, 10, now=100).tolist() == [0, 2]


def test_a_cohort_can_be_taken():
    assert SPANS.take(cohorts.with_edge(SPANS, "A", "B")).n_spans == 6


def test_examples_come_from_the_middle_and_the_tail():
    values = np.array([50, 10, 40, 20, 30, 90, 80, 70, 60, 100])
    positions = np.arange(100, 110)
    assert cohorts.examples(values, positions, 3, 2).tolist() == [100, 108, 107, 105, 109]
    assert cohorts.examples(values[:3], positions[:3]).tolist() == [101, 102, 100]
    assert cohorts.examples(values[:0], positions[:0]).tolist() == []


def test_the_edge_of_the_real_log(sepsis):
    assert len(cohorts.with_edge(sepsis, "Release A", "Return ER")) > 200
