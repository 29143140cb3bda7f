"""Rows to spans: order, impossible times, and where each span's rows stand."""

import numpy as np

from carepath.analysis import spanning
from carepath.frames.columns import FLAGS
from carepath.frames.lifecycle import COMPLETE, START
from carepath.frames.moments import OPEN, UNKNOWN


def table(**columns):
    n = len(next(iter(columns.values())))
    blank = {
        "case": np.zeros(n, np.int32),
        "stage": np.zeros(n, np.int32),
        "seq": np.arange(1, n + 1, dtype=np.int32),
        "precision": np.ones(n, np.uint8),
        "flags": np.zeros(n, np.int16),
        "requested": np.full(n, UNKNOWN),
        "start": np.full(n, UNKNOWN),
        "time": np.full(n, UNKNOWN),
    }
    return blank | {name: np.array(column) for name, column in columns.items()}


def test_sorted_by_case_start_end_with_open_last_and_file_order():
    spans = spanning.of_intervals(
        table(
            case=[1, 0, 0, 0, 0],
            start=[1, 5, 5, 5, UNKNOWN],
            time=[2, UNKNOWN, 9, 5, UNKNOWN],
            requested=[UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 3],
        ),
        has_starts=True,
    )
    spans.sort()
    assert spans.seq.tolist() == [5, 4, 3, 2, 1]
    assert spans.ended.tolist() == [OPEN, 5, 9, OPEN, 2]
    assert spans.rows.tolist() == [[4, 3, 2, 1, 0]]


def test_a_withdrawal_before_its_request_ends_at_the_request():
    spans = spanning.of_intervals(table(requested=[10], start=[UNKNOWN], time=[UNKNOWN]), True)
    spans.ended[:] = 4
    cleaned = spanning.clean(spans)
    assert (cleaned.ended[0], cleaned.flags[0]) == (10, FLAGS["end_before_start"])


def test_a_pair_takes_the_coarser_precision_and_all_flags():
    word = np.array([START, COMPLETE], np.uint8)
    rows = table(time=[1, 2], precision=np.array([1, 2], np.uint8), word=word)
    rows["flags"][:] = [FLAGS["ambiguous_hour"], FLAGS["missing_hour"]]
    spans, _ = spanning.of_lifecycle(rows, None)
    assert (spans.precision.tolist(), spans.flags.tolist()) == ([2], [1 | 4])
    assert spans.rows[:, 0].tolist() == [0, 1, -1]
