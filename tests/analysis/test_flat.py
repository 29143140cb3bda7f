import numpy as np

from carepath.analysis import flat
from carepath.analysis.segments import Visit
from carepath.analysis.tracks import ACTIVITY
from carepath.frames.moments import OPEN
from tests.analysis.worlds import build, random_flat


def left_to_the_sweep(visits, opened=0, closed=100, **more):
    spans = build([(visits, opened, closed)], **more)
    return bool(len(flat.columns(spans, 200, ACTIVITY)[1]))


def test_touching_spans_points_and_lone_requests_are_flat():
    assert not left_to_the_sweep([Visit("A", 0, 50), Visit("B", 50, 90, 50), Visit("M", 50, 50)])
    assert not left_to_the_sweep([Visit("A", 5, 5, 1), Visit("B", 9, 9, 6)], intervals=False)


def test_what_overlaps_nests_or_waits_twice_is_left_to_the_sweep():
    assert left_to_the_sweep([Visit("A", 0, 60), Visit("B", 40, 100)])
    assert left_to_the_sweep([Visit("A", 0, 60), Visit("B", 10, 20, parent=0)])
    assert left_to_the_sweep([Visit("A", 20, 30, 5), Visit("B", 40, 50, 10)])
    assert left_to_the_sweep([Visit("A", 20, 30), Visit("bed", OPEN, OPEN, 10)])


def test_points_matter_to_a_log_of_intervals_only_where_someone_is_away():
    marked = [Visit("A", 0, 10), Visit("M", 20, 20), Visit("R", 30, 40)]
    assert not left_to_the_sweep(marked)
    assert left_to_the_sweep(marked, phases={"R": "away"})


def test_most_random_flat_journeys_take_the_fast_way():
    rng = np.random.default_rng(3)
    spans = build([random_flat(rng)[:3] for _ in range(400)])
    found, rest = flat.columns(spans, 99, ACTIVITY)
    assert 0 < len(rest) < 300
    assert not np.isin(found.journey, rest).any()


def test_columns_are_clipped_to_a_window():
    spans = build([([Visit("A", 0, 50), Visit("B", 60, 90)], 0, 100)])
    found = flat.columns(spans, 200, ACTIVITY)[0]
    assert found.us.sum() == 100
    parts = found.clip(40, 70)
    assert sorted(zip(parts.start.tolist(), parts.end.tolist(), strict=True)) == [
        (40, 50),
        (50, 60),
        (60, 70),
    ]
