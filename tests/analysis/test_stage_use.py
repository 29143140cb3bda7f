"""How many were in a stage at once, and how many waited for it."""

import numpy as np

from carepath.analysis import stage_use
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import Spans, empty


def spans(*rows):
    """Spans of (stage, unit, requested, start, end), each a journey of its own."""
    stage, unit, requested, start, end = (list(column) for column in zip(*rows, strict=True))
    n = len(rows)
    return Spans(
        stage=np.array(stage, np.uint16), kind=np.zeros(n, np.uint8),
        parent=np.full(n, -1, np.int32), unit=np.array(unit, np.int32),
        requested=np.array(requested), start=np.array(start), end=np.array(end),
        precision=np.zeros(n, np.uint8), offsets=np.arange(n + 1), journey_id=np.arange(n),
        source=np.zeros(n, np.int32), opened=np.array(start), closed=np.array(end),
        stages=("CT", "X-ray"), phases=("department", "department"),
    )  # fmt: skip


FOUND = spans(
    (0, 7, 0, 10, 20),
    (0, 7, UNKNOWN, 15, OPEN),
    (0, 8, 12, 18, 25),
    (0, 7, 16, OPEN, OPEN),
    (0, 7, 1, OPEN, 5),  # withdrawn
    (1, 7, 0, 0, 100),
)
MOMENTS = np.array([5, 10, 15, 18, 20, 25, 29])


def test_each_patient_in_the_stage_counts_once_up_to_now():
    used = stage_use.in_stage(FOUND, "CT", 30)
    assert used.when(MOMENTS).tolist() == [0, 1, 2, 3, 2, 1, 1]
    assert used.when(np.array([30])).tolist() == [1]
    assert stage_use.in_stage(FOUND, "CT", 30, unit=8).when(MOMENTS).tolist() == [
        0,
        0,
        0,
        1,
        1,
        0,
        0,
    ]


def test_who_asked_waits_until_it_begins_or_the_request_is_withdrawn():
    waits = stage_use.waiting_for(FOUND, "CT", 30)
    moments = np.array([0, 1, 5, 10, 12, 16, 18, 30])
    assert waits.when(moments).tolist() == [1, 2, 1, 0, 1, 2, 1, 1]
    assert stage_use.waiting_for(FOUND, "CT", 30, unit=8).peak(0, 30) == 1


def test_a_unit_has_all_who_wait_for_anything_there():
    moments = np.array([1, 12, 17, 19])
    assert stage_use.waiting_in(FOUND, 30, unit=7).when(moments).tolist() == [2, 0, 1, 1]
    assert stage_use.waiting_in(FOUND, 30, unit=8).when(moments).tolist() == [0, 1, 1, 0]
    assert stage_use.waiting_in(FOUND, 30, unit=7, stays=True).peak(0, 30) == 0


def test_a_stage_that_is_not_there_has_nobody():
    for found in (stage_use.in_stage, stage_use.waiting_for):
        assert found(empty(), "CT", 30).when(MOMENTS).sum() == 0
