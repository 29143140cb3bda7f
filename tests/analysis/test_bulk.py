import numpy as np
import pytest

from carepath.analysis import bulk, waits
from carepath.analysis.segments import KINDS, RELATIONS, Visit
from carepath.analysis.tracks import ACTIVITY, LOCATION
from carepath.frames.moments import OPEN, UNKNOWN
from tests.analysis.worlds import build, random_flat, random_journey


def left_to_the_sweep(visits, opened=0, closed=100, **more):
    spans = build([(visits, opened, closed)], **more)
    return bool(len(bulk.columns(spans, 200, ACTIVITY)[1]))


def chain(levels):
    return [Visit("A", level, 100 - level, parent=level - 1) for level in range(levels)]


def test_overlaps_nests_points_and_waits_are_done_at_once():
    assert not left_to_the_sweep([Visit("A", 0, 60, -5), Visit("B", 40, 100, 20)])
    assert not left_to_the_sweep([Visit("A", 0, 60), Visit("B", 10, 20, parent=0)])
    assert not left_to_the_sweep([Visit("A", 5, 5), Visit("R", 9, 9)], phases={"R": "away"})
    assert not left_to_the_sweep([Visit("A", 5, 5, 1), Visit("B", 9, 9, 6)], intervals=False)
    assert not left_to_the_sweep(chain(bulk.DEEPEST + 1))


def test_what_is_odd_deep_or_long_is_left_to_the_sweep(monkeypatch):
    assert left_to_the_sweep([Visit("A", 0, 60), Visit("B", 10, 70, parent=0)])
    assert left_to_the_sweep([Visit("A", 0, 60)], UNKNOWN)
    assert left_to_the_sweep(chain(bulk.DEEPEST + 2))
    circle = [Visit("A", 0, 60, parent=1), Visit("B", 0, 60, parent=0)]
    assert left_to_the_sweep(circle)
    monkeypatch.setattr(bulk, "LONGEST", 1)
    assert left_to_the_sweep([Visit("A", 0, 10), Visit("B", 10, 20)])


def test_a_parent_on_the_other_track_is_left_to_the_sweep():
    visits = [Visit("ward", 0, 90), Visit("A", 10, 20, parent=0)]
    spans = build([(visits, 0, 100)], stays={"ward"})
    assert bulk.columns(spans, 200, ACTIVITY)[1].tolist() == [0]
    assert bulk.columns(spans, 200, LOCATION)[1].tolist() == []


def painted(columns, stages):
    cells = {}
    for journey, lo, hi, kind, relation, stage in zip(*(c.tolist() for c in columns), strict=True):
        label = KINDS[kind], RELATIONS[relation], stages[stage] if stage >= 0 else ""
        for u in range(lo, hi):
            assert (journey, u) not in cells
            cells[journey, u] = label
    return cells


@pytest.mark.parametrize("seed", range(24))
def test_every_instant_equals_the_single_sweep(seed):
    """24 x 150 journeys with every trap; most are done at once."""
    rng = np.random.default_rng(seed)
    tidy, intervals = bool(seed % 3), bool(seed % 4)
    journeys = [random_journey(rng, tidy=tidy)[:3] for _ in range(100)]
    journeys += [random_flat(rng)[:3] for _ in range(50)]
    spans = build(journeys, intervals=intervals, phases={"R": "away" if seed % 2 else ""})
    now = int(rng.integers(0, 40)) if seed % 5 else 99
    found, rest = bulk.columns(spans, now, ACTIVITY)
    assert len(rest) < 50
    expected = {
        (position, u): (s.kind, s.relation, s.name)
        for position in np.setdiff1d(np.arange(150), rest).tolist()
        for s in waits.attribute(spans, position, now).segments
        for u in range(s.start, s.end)
    }
    assert painted(found, spans.stages) == expected


def test_no_journeys_have_no_segments():
    found, rest = bulk.columns(build([], stages=["A"]), 5, ACTIVITY)
    assert (len(found.us), len(rest)) == (0, 0)
    assert len(bulk.columns(build([([], 0, OPEN)]), 0, ACTIVITY)[0].us) == 0
