"""Spans: whole journeys travel together."""

import numpy as np
import pytest

from carepath.frames import spans
from carepath.frames.moments import OPEN, UNKNOWN


@pytest.fixture
def three():
    """Journeys 7, 8, 9 with 2, 0 and 3 spans."""
    start = np.array([0, 10, 20, 30, 40])
    columns = {
        "stage": np.array([0, 1, 0, 1, 1], np.uint16),
        "kind": np.zeros(5, np.uint8),
        "parent": np.array([-1, 0, -1, -1, 1], np.int32),
        "unit": np.full(5, -1, np.int32),
        "requested": np.full(5, UNKNOWN),
        "start": start,
        "end": start + 5,
        "precision": np.ones(5, np.uint8),
        "offsets": np.array([0, 2, 2, 5]),
        "journey_id": np.array([7, 8, 9]),
        "source": np.zeros(3, np.int32),
        "opened": np.array([0, 15, 20]),
        "closed": np.array([15, OPEN, 45]),
    }
    return spans.Spans(stages=("A", "B"), phases=("ward", "away"), **columns)


def test_sizes_and_rows(three):
    assert (three.n_spans, three.n_journeys) == (5, 3)
    assert three.journey.tolist() == [0, 0, 2, 2, 2]
    assert [three.rows(j) for j in range(3)] == [slice(0, 2), slice(2, 2), slice(2, 5)]


@pytest.mark.parametrize("which", [np.array([2, 0]), np.array([True, False, True])])
def test_take_keeps_whole_journeys(three, which):
    some = three.take(which)
    expected = [9, 7] if which.dtype != bool else [7, 9]
    assert some.journey_id.tolist() == expected
    starts = {7: [0, 10], 9: [20, 30, 40]}
    assert [some.start[some.rows(j)].tolist() for j in range(2)] == [starts[n] for n in expected]
    assert some.closed.tolist() == [{7: 15, 9: 45}[n] for n in expected]
    assert some.stages == ("A", "B")


def test_empty_takes_nothing():
    nothing = spans.empty(("A",), ("ward",), intervals=True)
    assert (nothing.n_spans, nothing.n_journeys, nothing.intervals) == (0, 0, True)
    assert nothing.take(np.zeros(0, bool)).n_spans == 0
    dtypes = spans.SPAN_COLUMNS | spans.JOURNEY_COLUMNS
    assert all(getattr(nothing, name).dtype == dtype for name, dtype in dtypes.items())


@pytest.mark.parametrize(("first", "last"), [(0, 3), (1, 3), (0, 1), (1, 2), (3, 3)])
def test_journeys_in_a_row_are_those_that_are_taken(three, first, last):
    one, other = three.between(first, last), three.take(np.arange(first, last))
    for name in (*spans.SPAN_COLUMNS, *spans.JOURNEY_COLUMNS, "offsets"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert one.stages == three.stages


def test_journeys_in_a_row_share_memory(three):
    assert np.shares_memory(three.between(1, 3).start, three.start)
