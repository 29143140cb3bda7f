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


def without_a_way(found):
    """Stages that the drawn lines do not put on a way from the start to an end (by brute force)."""
    lines = [(edge.source, edge.target) for edge in found.edges]
    on_way = []
    for gates, steps in ((found.starts, lines), (found.ends, [line[::-1] for line in lines])):
        met = set(gates)
        for _round in found.nodes:
            met |= {target for source, target in steps if source in met}
        on_way.append(met)
    return {node.stage for node in found.nodes} - (on_way[0] & on_way[1])


def test_every_drawn_stage_lies_on_a_way_from_the_start_to_an_end():
    rng = np.random.default_rng(7)
    for _log in range(40):
        lengths, letters = rng.integers(1, 9, 30), list("ABCDEFGH")
        odds = rng.dirichlet([0.4] * len(letters))
        spans = log(*["".join(rng.choice(letters, length, p=odds)) for length in lengths])
        for share in (0.2, 0.5, 0.8, 0.95, 1):
            found = drawn(spans, share)
            assert without_a_way(found) == set(), (share, found)
            assert found.carried >= share - 1e-9


def test_a_stage_whose_way_on_is_rare_gets_it():
    found = drawn(log(*["ABD"] * 60, *["ACD"] * 40), 0.7)
    assert [edge.source + edge.target for edge in found.edges] == ["AB", "BD", "AC", "CD"]
    assert (found.starts, found.ends, found.hidden) == (("A",), ("D",), 0)


def test_a_way_may_need_a_stage_that_the_share_left_out():
    found = drawn(log(*["AB"] * 50, *["CX" + "DED" * 30]), 0.8)
    pairs = [edge.source + edge.target for edge in found.edges]
    assert pairs == ["AB", "DE", "ED", "DD", "CX", "XD"]
    assert found.starts == ("A", "C")


def test_the_widest_way_is_taken_then_the_shortest():
    lines = {("", "A"): 9, ("A", "B"): 5, ("B", "D"): 5, ("A", "C"): 8, ("C", "D"): 4}
    before = process_map._widest("", lines)
    assert (before["D"], before["B"]) == ("B", "A")
    lines[("A", "D")] = 5
    assert process_map._widest("", lines)["D"] == "A"


def test_the_scan_of_the_real_log_leads_on(patients):
    found = drawn(patients, 0.8)
    assert without_a_way(found) == set()
    assert ("MRI SCAN", "Discuss Results") in {(edge.source, edge.target) for edge in found.edges}
    for share in (0.2, 0.4, 0.6, 0.9):
        assert without_a_way(drawn(patients, share)) == set()


def test_the_most_lines_of_a_map_still_leave_no_dead_end(sepsis):
    edges = flow.edges(sepsis)
    found = process_map.chosen(process_map.nodes(sepsis, edges), edges, 1, most=10)
    assert without_a_way(found) == set()
    assert 10 <= len(found.edges) < 30
