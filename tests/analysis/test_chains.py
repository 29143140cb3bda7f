import numpy as np
import pytest

from carepath.analysis import chains, sweep
from carepath.analysis.chains import NONE, Runs


def runs_of(rows):
    """Rows (group, stage, start, end) by group and start, as columns."""
    return Runs(*np.array(sorted(rows, key=lambda r: (r[0], r[2])), np.int64).reshape(-1, 4).T)


def test_touching_rows_of_one_stage_and_group_are_one_run():
    runs, run_of = chains.merged(
        runs_of([(0, 7, 0, 60), (0, 8, 50, 90), (0, 7, 60, 99), (1, 7, 5, 9)])
    )
    assert [column.tolist() for column in runs] == [[0, 0, 1], [7, 8, 7], [0, 50, 5], [99, 90, 9]]
    assert run_of.tolist() == [0, 1, 0, 2]


def test_a_run_ends_with_its_latest_row():
    runs, _ = chains.merged(runs_of([(0, 0, 0, 50), (0, 0, 10, 20), (0, 0, 45, 60)]))
    assert (runs.start.tolist(), runs.end.tolist()) == ([0], [60])


def test_a_step_knows_what_stands_to_its_right():
    runs, _ = chains.merged(runs_of([(0, 0, 5, 10), (0, 1, 20, 30)]))
    steps = chains.swept(*(np.array([value]) for value in (0, 0, 40)), runs)
    found = sorted(zip(*(column.tolist() for column in steps[1:]), strict=True))
    assert found == [
        (0, 5, NONE, 0),
        (5, 10, 0, 1),
        (10, 20, NONE, 1),
        (20, 30, 1, NONE),
        (30, 40, NONE, NONE),
    ]


def test_without_runs_stretches_are_uncovered_and_empty_ones_vanish():
    none, _ = chains.merged(runs_of([]))
    group, lo, hi = np.array([0, 3, 3]), np.array([0, 5, 9]), np.array([4, 5, 12])
    steps = chains.swept(group, lo, hi, none)
    assert sorted(zip(steps.stretch, steps.start, steps.end, steps.run, strict=True)) == [
        (0, 0, 4, NONE),
        (2, 9, 12, NONE),
    ]
    assert len(chains.swept(group[:0], lo[:0], hi[:0], none).run) == 0


@pytest.mark.parametrize("seed", range(5))
def test_many_stretches_equal_single_sweeps(seed):
    rng = np.random.default_rng(seed)
    rows = []
    for group in range(60):
        for _ in range(rng.integers(0, 9)):
            start = int(rng.integers(0, 40))
            rows.append((group, int(rng.integers(0, 4)), start, start + int(rng.integers(1, 15))))
    cuts = [sorted(rng.choice(50, 4, replace=False).tolist()) for _ in range(60)]
    stretches = [(g, lo, hi) for g, cut in enumerate(cuts) for lo, hi in (cut[:2], cut[2:])]
    runs, _ = chains.merged(runs_of(rows))
    steps = chains.swept(*np.array(stretches).T, runs)
    found = {
        (stretches[stretch][0], start, end, None if run == NONE else int(runs.stage[run]))
        for stretch, start, end, run, _ in zip(*(c.tolist() for c in steps), strict=True)
    }
    expected = set()
    for group, cut in enumerate(cuts):
        own = [(start, end, stage) for g, stage, start, end in rows if g == group]
        pieces = [(start, end, index) for index, (start, end, _) in enumerate(own)]
        single = sweep.merge(pieces, [stage for _, _, stage in own])
        for lo, hi, run in sweep.sweep([(cut[2], cut[3]), (cut[0], cut[1])], single):
            expected.add((group, lo, hi, run and run[1]))
    assert found == expected
