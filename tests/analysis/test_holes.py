import numpy as np
import pytest

from carepath.analysis import waits
from carepath.analysis.segments import (
    AWAY,
    BEFORE,
    BETWEEN,
    CLOSE,
    GAP,
    KINDS,
    NEXT,
    RELATIONS,
    WAIT,
    Visit,
)
from carepath.frames.moments import OPEN
from tests.analysis.worlds import build


def filled(visits, closed=100, now=200, intervals=True):
    """What fills the holes of one journey of many, in order of time."""
    other = [Visit("A", 0, 7), Visit("R", 30, 50, 20)]
    spans = build(
        [(other, 0, 60), (visits, 0, closed), (other, 0, 60)],
        phases={"R": "away"},
        intervals=intervals,
    )
    found = waits.columns(spans, now)
    rows = np.flatnonzero((found.journey == 1) & (found.relation > 0))
    names = (*spans.stages, "")
    return [
        (
            int(found.start[row]),
            int(found.end[row]),
            KINDS[found.kind[row]],
            RELATIONS[found.relation[row]],
            names[found.stage[row]],
        )
        for row in rows[np.argsort(found.start[rows])].tolist()
    ]


def test_gaps_lead_to_the_next_stage_the_close_or_the_next_step():
    visits = [Visit("A", 10, 20), Visit("B", 40, 50)]
    inner = [(0, 10, GAP, BEFORE, "A"), (20, 40, GAP, BEFORE, "B")]
    assert filled(visits) == [*inner, (50, 100, GAP, CLOSE, "")]
    assert filled(visits, closed=OPEN, now=70) == [*inner, (50, 70, GAP, NEXT, "")]


def test_the_earliest_request_waits_and_what_is_left_is_a_gap():
    visits = [Visit("A", 0, 10), Visit("B", 50, 60, 30), Visit("C", 60, 100, 20)]
    assert filled(visits) == [(10, 20, GAP, BEFORE, "B"), (20, 50, WAIT, BEFORE, "C")]


def test_time_before_an_away_stage_is_away_since_the_event_before():
    visits = [Visit("A", 0, 10), Visit("M", 15, 15), Visit("R", 40, 60), Visit("B", 60, 100)]
    assert filled(visits) == [(10, 15, GAP, BEFORE, "M"), (15, 40, AWAY, BEFORE, "R")]
    visits[2] = Visit("R", 40, 60, 12)
    assert filled(visits)[1:] == [(12, 15, AWAY, BEFORE, "R"), (15, 40, AWAY, BEFORE, "R")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("BR", [(10, 50, GAP, BEFORE, "C")]),
        ("RB", [(10, 30, AWAY, BEFORE, "R"), (30, 50, GAP, BEFORE, "C")]),
    ],
)
def test_of_points_at_one_instant_the_first_names_the_time_before(names, expected):
    points = [Visit(name, 30, 30) for name in names]
    assert filled([Visit("A", 0, 10), *points, Visit("C", 50, 100)]) == expected


def test_completions_cut_their_time_at_every_point():
    visits = [Visit("A", 0, 0), Visit("B", 30, 30), Visit("R", 60, 60), Visit("C", 60, 60)]
    assert filled(visits, intervals=False) == [
        (0, 30, BETWEEN, BEFORE, "B"),
        (30, 60, AWAY, BEFORE, "R"),
        (60, 100, BETWEEN, CLOSE, ""),
    ]
