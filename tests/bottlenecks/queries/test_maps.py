import pytest

from carepath.bottlenecks import queries
from carepath.bottlenecks.queries import maps
from carepath.figures import graphviz
from carepath.figures.shapes import END, START
from carepath.frames.moments import HOUR, MINUTE
from carepath.frames.spans import empty
from tests.bottlenecks.worlds import a_log, spans_of


def test_the_map_draws_the_fewest_edges_that_carry_the_share(sepsis_log):
    found = queries.process_map(sepsis_log, 0.8)
    assert (found.edges, found.all_edges, found.hand_overs) == (21, 115, 14164)
    assert 0.8 <= found.carried < 0.82
    whole = queries.process_map(sepsis_log, 1.0)
    assert (whole.edges, whole.carried) == (115, 1.0)
    assert len(whole.nodes) == 16


def test_it_begins_and_ends_in_round_boxes(sepsis_log):
    lines = queries.process_map(sepsis_log).lines
    starts = {line.curve.target for line in lines if line.curve.source == START}
    ends = {line.curve.source for line in lines if line.curve.target == END}
    assert starts == {"ER Registration"}
    assert {"Release A", "Return ER"} <= ends
    assert all(line.edge is None for line in lines if START in (line.curve.source,))


def test_rare_ways_lie_under_frequent_ones(sepsis_log):
    widths = [line.curve.width for line in queries.process_map(sepsis_log, 1.0).lines]
    assert widths == sorted(widths)


def test_away_has_no_step_of_waiting(sepsis_log):
    lines = queries.process_map(sepsis_log).lines
    away = next(line for line in lines if line.curve.target == "Return ER")
    assert away.step == maps.AWAY


def test_a_declared_target_is_the_measure(sepsis_log):
    lines = queries.process_map(sepsis_log, 1.0).lines
    pair = ("ER Sepsis Triage", "IV Antibiotics")
    line = next(found for found in lines if (found.curve.source, found.curve.target) == pair)
    assert line.measure_s == 3600
    assert line.target.within_s == 3600


@pytest.mark.parametrize(
    ("wait", "step"), [(30, 1), (31, 2), (60, 2), (61, 3), (120, 3), (121, 4), (0, 1)]
)
def test_steps_of_waiting(wait, step):
    assert maps.step(wait, 60) == step


def test_every_stage_has_a_place_however_rare():
    journeys = [[(0, "A"), (MINUTE, "B")]] * 30 + [[(0, "A"), (HOUR, "C")]]
    found = queries.process_map(a_log(spans_of(*journeys)), 1.0)
    assert {box.key for box in found.picture.boxes} == {START, "A", "B", "C", END}


def test_without_a_layout_the_table_remains(monkeypatch):
    def refuse(source):
        raise graphviz.NoLayout("no dot")

    monkeypatch.setattr(graphviz, "lay_out", refuse)
    found = queries.process_map(a_log(spans_of([(0, "A"), (MINUTE, "B")])), 1.0)
    assert found.picture is None
    assert (found.lines, found.edges) == ((), 1)


def test_a_log_without_journeys_has_an_empty_map():
    found = queries.process_map(a_log(empty()))
    assert (found.edges, found.carried, found.lines) == (0, 0, ())


def test_a_stage_with_loops_alone_is_tied_to_the_rest():
    loops = [(at * MINUTE, "C") for at in range(2, 40)]
    journeys = [[(0, "A"), (MINUTE, "B")]] * 30 + [[(0, "A"), *loops]]
    found = queries.process_map(a_log(spans_of(*journeys)), 0.9)
    assert {(line.edge.source, line.edge.target) for line in found.lines if line.edge} == {
        ("C", "C"),
        ("A", "B"),
        ("A", "C"),
    }


def test_a_rare_way_on_is_drawn_with_its_label_and_moves_nothing():
    journeys = [[(0, "A"), (MINUTE, "B"), (HOUR, "D")]] * 60
    journeys += [[(0, "A"), (MINUTE, "C"), (HOUR, "D")]] * 40
    log = a_log(spans_of(*journeys))
    found = queries.process_map(log, 0.7)
    line = next(line for line in found.lines if line.edge and line.edge.source == "C")
    assert line.curve.texts[0][2] == "40"
    whole = queries.process_map(log, 1.0)
    assert found.picture.boxes == whole.picture.boxes
