import numpy as np
import pytest

from carepath.analysis import flow, process_map
from carepath.analysis.segments import Visit
from tests.analysis.worlds import build


def log(*texts):
    journeys = [([Visit(s, t, t) for t, s in enumerate(text)], 0, len(text)) for text in texts]
    return build(journeys, intervals=False)


def drawn(spans, share):
    return process_map.process_map(spans, flow.edges(spans), share)


def test_the_fewest_edges_that_carry_the_share_are_drawn():
    spans = log(*["AB"] * 6, *["BC"] * 3, "CA")
    for share, pairs in ((0.6, ["AB"]), (0.61, ["AB", "BC"]), (1, ["AB", "BC", "CA"])):
        found = drawn(spans, share)
        assert [edge.source + edge.target for edge in found.edges] == pairs
    assert drawn(spans, 0.8).carried == 0.9
    assert (drawn(spans, 0.6).hidden, drawn(spans, 0.6).hidden_nodes) == (2, 1)


def test_stages_stand_by_the_middle_of_their_positions():
    found = drawn(log("ABC", "ABC", "ACBD"), 1)
    assert [node.stage for node in found.nodes] == ["A", "B", "C", "D"]
    assert [node.place for node in found.nodes] == pytest.approx([0, 0.5, 1, 1])


def test_nodes_know_starts_ends_loops_and_journeys():
    found = {node.stage: node for node in drawn(log("AAB", "ABB", "B"), 1).nodes}
    assert (found["A"].count, found["A"].journeys, found["A"].starts, found["A"].ends) == (
        3,
        2,
        2,
        0,
    )
    assert (found["B"].count, found["B"].journeys, found["B"].starts, found["B"].ends) == (
        4,
        3,
        1,
        3,
    )
    assert (found["A"].loops, found["B"].loops) == (1, 1)


def test_journeys_of_one_stage_are_a_map_without_edges():
    found = drawn(log("A", "A"), 0.8)
    assert [node.stage for node in found.nodes] == ["A"]
    assert (found.edges, found.carried, found.hand_overs) == ((), 1.0, 0)
    assert drawn(log(), 0.8).nodes == ()


def test_the_real_log_reads_from_registration_to_return(sepsis, sepsis_truth):
    found = drawn(sepsis, 0.8)
    assert 0.8 <= found.carried < 0.82
    assert (found.hand_overs, len(found.edges) + found.hidden) == (14_164, 115)
    names = [node.stage for node in found.nodes]
    assert names[:3] == ["ER Registration", "ER Triage", "ER Sepsis Triage"]
    assert set(names[-2:]) == {"Release A", "Return ER"}
    every = process_map.nodes(sepsis, flow.edges(sepsis))
    assert {n.stage: n.count for n in every} == sepsis_truth["activity_counts"]
    assert {n.stage: n.journeys for n in every} == sepsis_truth["cases_with"]
    starts = {n.stage: n.starts for n in every if n.starts}
    ends = {n.stage: n.ends for n in every if n.ends}
    assert (starts, ends) == (sepsis_truth["start_activities"], sepsis_truth["end_activities"])
    assert sum(n.loops for n in every) == sepsis_truth["self_loop_edges_count"]


def test_the_share_kept_is_never_larger_than_needed():
    rng = np.random.default_rng(2)
    texts = ["".join(rng.choice(list("ABCDE"), 8)) for _ in range(50)]
    edges = flow.edges(log(*texts))
    total = sum(edge.count for edge in edges)
    for share in (0.1, 0.5, 0.8, 0.95):
        kept = process_map.carrying(edges, share)
        assert sum(e.count for e in kept) >= share * total
        assert sum(e.count for e in kept[:-1]) < share * total
