"""Rows of the database become clustered, ordered Spans."""

import numpy as np
import pytest

from carepath.frames.moments import OPEN, UNKNOWN
from carepath.spanstore import encode

A, B = b"a" * 16, b"b" * 16


def row(journey, stage, start, end, seq=0, ref=A, parent=None, requested=None):
    return (journey, stage, 0, None, requested, start, end, seq, 1, ref, parent)


def test_rows_cluster_by_journey_and_order_by_start_end_and_receipt():
    rows = [row(7, 1, 5, 9), row(8, 1, 0, 1), row(7, 2, 5, 5, 1), row(7, 3, 5, 5, 0)]
    spans = encode.spans_of([(8, 1, 0, None), (7, 1, 5, 9)], rows)
    assert spans.journey_id.tolist() == [8, 7]
    assert spans.stage.tolist() == [1, 3, 2, 1]
    assert spans.offsets.tolist() == [0, 1, 4]
    assert spans.closed.tolist() == [OPEN, 9]
    assert set(spans.requested.tolist()) == {UNKNOWN}


def test_a_span_that_only_waits_comes_last():
    rows = [row(7, 1, None, None, requested=3), row(7, 2, 4, 5)]
    spans = encode.spans_of([(7, 1, 3, None)], rows)
    assert spans.stage.tolist() == [2, 1]
    assert spans.start.tolist() == [4, OPEN]
    assert spans.requested.tolist() == [UNKNOWN, 3]


def test_parents_are_positions_within_the_journey():
    rows = [row(6, 1, 0, 1), row(7, 1, 0, 9, ref=A), row(7, 2, 3, 4, ref=B, parent=A)]
    spans = encode.spans_of([(6, 1, 0, 1), (7, 1, 0, 9)], rows)
    assert spans.parent.tolist() == [-1, -1, 0]


def test_dense_codes_name_only_stages_that_occur():
    spans = encode.spans_of([(7, 1, 0, 9)], [row(7, 40, 0, 1), row(7, 12, 2, 3)])
    named = encode.dense(
        spans,
        {
            12: encode.Stage("Doctor", "ward", 60),
            40: encode.Stage("Bed", "away"),
            41: encode.Stage("X", "away"),
        },
        True,
    )
    assert named.stages == ("Bed", "Doctor")
    assert named.phases == ("away", "ward")
    assert named.limits == (0, 60)
    assert [named.stages[code] for code in named.stage] == ["Bed", "Doctor"]


def test_a_stage_beyond_the_codes_is_refused():
    with pytest.raises(OverflowError):
        encode.spans_of([(7, 1, 0, 9)], [row(7, 70_000, 0, 1)])


def test_without_drops_whole_journeys():
    spans = encode.spans_of([(6, 1, 0, 1), (7, 1, 2, 9)], [row(6, 1, 0, 1), row(7, 1, 2, 9)])
    assert encode.without(spans, np.array([6])).journey_id.tolist() == [7]
    assert encode.joined([spans, spans]).offsets.tolist() == [0, 1, 2, 3, 4]
