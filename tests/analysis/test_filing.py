import pytest

from carepath.analysis import filing, flow, largest_hours
from carepath.analysis.segments import Visit
from carepath.frames.moments import HOUR
from tests.analysis.queues import LONDON
from tests.analysis.worlds import build

PHASES = {"lab": "with_patient", "bed": "ward", "home": "away"}


def world(n=1):
    """Bloods an hour before the doctor sees them in the department, and five hours on the ward."""
    steps = (("door", 0), ("lab", 1), ("doctor", 2), ("bed", 4), ("lab", 5), ("doctor", 10))
    visits = [Visit(stage, at * HOUR, at * HOUR) for stage, at in (*steps, ("home", 99))]
    return build([(visits, 0, 99 * HOUR)] * n, phases=PHASES)


def test_a_hand_over_comes_once_for_each_phase_with_its_own_hours():
    spans = world()
    edges = flow.edges(spans)
    found = filing.filed(spans, edges)
    hours = {(phase, e.source, e.target): e.wait_total_s / 3600 for phase, e in found}
    assert hours == {
        ("department", "door", "lab"): 1,
        ("department", "lab", "doctor"): 1,
        ("department", "doctor", "bed"): 2,
        ("ward", "bed", "lab"): 1,
        ("ward", "lab", "doctor"): 5,
    }
    every = sum(edge.wait_total_s for edge in edges if not edge.away)
    assert sum(hours.values()) == pytest.approx(every / 3600)


def test_the_largest_hours_of_a_phase_are_those_spent_in_it():
    spans = world(25)
    found = largest_hours.largest_hours(spans, flow.edges(spans), LONDON, most=1)
    assert [(one.phase, one.source, one.effect, one.n) for one in found] == [
        ("ward", "lab", 125, 25),
        ("department", "doctor", 50, 25),
    ]
    assert found[0].low <= 125 <= found[0].high


def test_rows_of_a_phase():
    assert filing.in_phase(world(), "ward").tolist() == [*[False] * 3, True, True, False, False]
