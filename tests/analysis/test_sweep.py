from carepath.analysis import sweep
from carepath.analysis.sweep import ROOT


def test_a_piece_outside_its_parent_hangs_from_the_nearest_ancestor_that_covers_it():
    spans = [(0, 100, 0), (20, 60, 1), (10, 80, 2), (90, 120, 3)]
    hanging = sweep.cut(spans, [ROOT, 0, 1, 2])
    assert hanging[1] == [(20, 60, 2)]
    assert sorted(hanging[0]) == [(10, 20, 2), (20, 60, 1), (60, 80, 2), (90, 100, 3)]
    assert sorted(hanging[ROOT]) == [(0, 100, 0), (100, 120, 3)]


def test_only_the_named_spans_are_cut():
    assert sweep.cut([(0, 10, 0), (5, 20, 1)], [ROOT, 0], [1]) == {
        ROOT: [(10, 20, 1)],
        0: [(5, 10, 1)],
    }


def test_touching_and_overlapping_pieces_of_one_stage_are_one_run():
    pieces = [(0, 60, 0), (60, 100, 1), (50, 90, 2), (101, 110, 3)]
    runs = sweep.merge(pieces, [7, 7, 8, 7])
    assert [run[:3] for run in runs] == [(0, 7, 100), (50, 8, 90), (101, 7, 110)]


def test_several_stretches_are_swept_in_one_pass():
    runs = sweep.merge([(0, 50, 0), (10, 30, 1)], [0, 1])
    swept = [(lo, hi, run and run[1]) for lo, hi, run in sweep.sweep([(40, 60), (5, 20)], runs)]
    assert swept == [(50, 60, None), (40, 50, 0), (5, 20, 0)]


def test_a_circle_of_parents_loses_one_link_and_a_tree_none():
    assert sweep.acyclic([ROOT, 0, 1, 0]) == [ROOT, 0, 1, 0]
    safe = sweep.acyclic([1, 2, 0, 2, 4])
    for start in range(5):
        seen, here = set(), start
        while here != ROOT:
            assert here not in seen
            seen.add(here)
            here = safe[here]


def test_with_one_run_in_progress_nothing_is_unsettled():
    runs = sweep.merge([(0, 60, 0), (40, 90, 1)], [0, 1])
    assert sweep.settled(90, runs) == 90


def test_with_two_runs_in_progress_credit_is_unsettled_since_the_clean_cut():
    pieces = [(0, 20, 0), (20, 50, 1), (40, 90, 2), (60, 90, 3)]
    assert sweep.settled(90, sweep.merge(pieces, [0, 1, 2, 3])) == 20


def test_equal_paths_are_the_same_place():
    root = sweep.Place(ROOT, None)
    inner = root.within(1).within(2, away=True)
    assert inner is root.within(1).within(2)
    assert (inner.path(), inner.top, inner.within(3).away) == ([1, 2], 1, True)


def test_what_nothing_covers_belongs_to_the_root():
    credit = sweep.allot(0, 10, [(2, 5, 0)], [ROOT], [False])
    assert [(lo, hi, place.stage) for lo, hi, place, _ in credit] == [
        (0, 2, ROOT),
        (2, 5, 0),
        (5, 10, ROOT),
    ]
