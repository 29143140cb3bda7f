import statistics
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from carepath.analysis import flow
from carepath.analysis.segments import Visit
from carepath.frames.moments import MINUTE, OPEN, SECOND
from tests.analysis.worlds import build

MIN = MINUTE


def edge(visits, intervals=True):
    spans = build([(visits, 0, 1000 * MIN)], intervals=intervals)
    return {(e.source, e.target): e for e in flow.edges(spans)}


def test_points_are_apart_by_their_times():
    visits = [Visit("A", 10 * MIN, 10 * MIN), Visit("B", 15 * MIN, 15 * MIN)]
    assert edge(visits, intervals=False)["A", "B"].mean_s == 300


def test_an_overlap_is_raw_negative_and_waits_nothing():
    found = edge([Visit("A", 0, 10 * MIN), Visit("B", 5 * MIN, 15 * MIN)])["A", "B"]
    assert (found.mean_s, found.median_s, found.total_s) == (-300, -300, -300)
    assert (found.wait_mean_s, found.wait_median_s, found.wait_total_s) == (0, 0, 0)
    assert (found.overlap_share, found.overlap_median_s) == (1, 300)


def test_a_marker_at_the_hand_over_is_a_stage_in_between():
    found = edge([Visit("A", 0, 50), Visit("M", 50, 50), Visit("B", 50, 100)])
    assert {pair: e.mean_s for pair, e in found.items()} == {("A", "M"): 0, ("M", "B"): 0}


def test_the_order_view_of_contained_work():
    visits = [Visit("A", 0, 100 * MIN), Visit("B", 20 * MIN, 60 * MIN)]
    found = edge([*visits, Visit("C", 100 * MIN, 120 * MIN)])
    assert {pair: e.mean_s / 60 for pair, e in found.items()} == {("A", "B"): -80, ("B", "C"): 40}


def test_hand_overs_do_not_cross_journeys_and_empty_ones_are_no_trouble():
    journeys = [([], 0, 1), ([Visit("A", 1, 2)], 0, 5), ([], 0, 1), ([Visit("B", 3, 4)], 3, 4)]
    assert flow.edges(build([*journeys, ([], 0, 1)])) == []
    assert flow.edges(build([])) == []


def test_edges_touching_an_away_stage_say_so():
    visits = [Visit("A", 0, 1), Visit("home", 2, 3, phase="away"), Visit("B", 4, 5)]
    visits.append(Visit("C", 6, 7))
    found = edge(visits)
    assert {pair for pair, e in found.items() if e.away} == {("A", "home"), ("home", "B")}


def test_a_running_span_overlaps_until_now():
    spans = build([([Visit("A", 0, OPEN), Visit("B", 5 * SECOND, 6 * SECOND)], 0, OPEN)])
    assert flow.edges(spans, now=20 * SECOND)[0].mean_s == -15
    assert flow.edges(spans)[0].mean_s == -1
    assert flow.edges(spans, now=4 * SECOND) == []


@pytest.mark.parametrize("names", [5, 300])
@pytest.mark.parametrize("intervals", [True, False])
def test_edges_equal_those_of_plain_python(names, intervals):
    rng = np.random.default_rng(names)
    journeys, expected = [], defaultdict(list)
    for _ in range(150):
        visits = [
            Visit(f"S{rng.integers(0, names)}", int(start), int(start + rng.integers(0, 30)))
            for start in np.sort(rng.integers(0, 200, rng.integers(0, 12)))
        ]
        visits = [v if intervals else Visit(v.stage, v.start, v.start) for v in visits]
        visits.sort(key=lambda v: (v.start, v.end))
        journeys.append((visits, 0, 300))
        for one, other in zip(visits[:-1], visits[1:], strict=True):
            expected[one.stage, other.stage].append(other.start - one.end)
    found = flow.edges(build(journeys, intervals=intervals))
    assert len(found) == len(expected)
    for e in found:
        times = np.array(expected[e.source, e.target]) / SECOND
        check(e, times.tolist())


def check(e, times):
    waits = [max(0, time) for time in times]
    overlaps = [-time for time in times if time < 0]
    assert e.count == len(times)
    for values, figures in (
        (times, (e.mean_s, e.median_s, e.p90_s, e.total_s)),
        (waits, (e.wait_mean_s, e.wait_median_s, e.wait_p90_s, e.wait_total_s)),
    ):
        mean, median, p90, total = figures
        assert mean == pytest.approx(statistics.fmean(values))
        assert median == pytest.approx(statistics.median(values))
        assert total == pytest.approx(sum(values))
        if len(values) < 10:
            assert p90 is None
        else:
            deciles = statistics.quantiles(values, n=10, method="inclusive")
            assert p90 == pytest.approx(deciles[8])
    assert e.overlap_share == pytest.approx(len(overlaps) / len(times))
    assert e.overlap_median_s == (pytest.approx(statistics.median(overlaps)) if overlaps else None)


def test_the_real_log_has_its_115_edges(sepsis, sepsis_truth):
    found = {(e.source, e.target): e for e in flow.edges(sepsis)}
    assert len(found) == sepsis_truth["dfg_edges"] == 115
    for row in sepsis_truth["dfg_all"]:
        e = found[row["source"], row["target"]]
        assert e.count == row["count"]
        assert e.mean_s == pytest.approx(row["gap_mean_s"], abs=6e-4)
        assert e.median_s == row["gap_median_s"]


def test_the_real_log_in_figures(sepsis, sepsis_truth):
    found = flow.summary(sepsis)
    truth = sepsis_truth["case_duration_s"]
    assert (found.journeys, found.spans, found.stages) == (1050, 15_214, 16)
    assert (found.variants, found.open, found.closed) == (846, 0, 1050)
    assert found.length.mean == pytest.approx(truth["mean"], abs=5e-3)
    assert (found.length.median, found.length.smallest) == (truth["median"], truth["min"])
    assert found.length.p90 == pytest.approx(truth["p90"], abs=0.05)
    assert found.length.p95 == pytest.approx(truth["p95"], abs=0.05)
    assert found.length.largest == truth["max"]


def test_published_edges_and_nodes_of_the_artificial_department(patients, patients_published):
    maps = patients_published["performance_maps"]["maps"]
    found = {(e.source, e.target): e for e in flow.edges(patients)}
    service = defaultdict(list)
    for code, time in zip(patients.stage, patients.end - patients.start, strict=True):
        service[patients.stages[code]].append(time / SECOND)
    units = {"minutes": 60, "hours": 3600, "days": 86_400}
    measures = {
        "mean": (lambda e: e.mean_s, statistics.fmean),
        "maximum": (lambda e: edge_maximum(patients, e), max),
        "90th percentile": (
            lambda e: e.p90_s,
            lambda v: statistics.quantiles(v, n=10, method="inclusive")[8],
        ),
    }
    compared = 0
    for title, figures in maps.items():
        measure, unit = title.split(", ")
        of_edge, of_node = measures[measure]
        for row in figures["edges"]:
            e = found[row["source"], row["target"]]
            assert of_edge(e) / units[unit] == pytest.approx(row["value"], abs=0.00501)
            compared += 1
        for stage, value in figures["nodes"].items():
            assert of_node(service[stage]) / units[unit] == pytest.approx(value, abs=0.00501)
            compared += 1
    assert compared == 70


def edge_maximum(spans, e):
    return int(flow.edge_times(spans, e.source, e.target).us.max()) / SECOND


def test_edges_and_lengths_of_the_artificial_department(patients, patients_truth):
    found = {(e.source, e.target): e for e in flow.edges(patients)}
    for row in patients_truth["dfg_all"]:
        e = found[row["source"], row["target"]]
        assert (e.count, e.median_s) == (row["count"], row["gap_median_s"])
        assert e.mean_s == pytest.approx(row["gap_mean_s"], abs=6e-4)
    length = flow.summary(patients).length
    assert length.mean == pytest.approx(patients_truth["case_duration_s"]["mean"], abs=6e-4)
    assert length.p95 == pytest.approx(patients_truth["case_duration_s"]["p95"], abs=0.006)


def test_times_of_one_edge_name_their_journeys(sepsis):
    times, journeys, counts = flow.edge_times(sepsis, "Leucocytes", "CRP")
    assert counts.all()
    assert (len(times), len(journeys)) == (1778, 1778)
    assert times.sum() / SECOND / 1778 == pytest.approx(20_651.035, abs=6e-4)
    for row in (0, 900, 1777):
        rows = sepsis.rows(int(journeys[row]))
        starts = sepsis.start[rows]
        assert times[row] in np.diff(starts)


def test_open_journeys_have_no_length_yet():
    spans = build([([Visit("A", 0, 5)], 0, 10), ([Visit("A", 3, OPEN)], 3, OPEN)])
    assert flow.lengths(spans).tolist() == [10]
    assert flow.lengths(spans, now=8).tolist() == []
    found = flow.summary(spans)
    assert (found.open, found.closed, found.variants) == (1, 1, 1)


def test_times_after_an_implausible_visit_are_left_out_and_counted():
    sound = [Visit("A", 0, 5), Visit("B", 7, 8)]
    forgotten = [Visit("A", 0, 100), Visit("B", 7, 8)]
    spans = replace(
        build([(sound, 0, 8), (forgotten, 0, 100), (forgotten, 0, 100)]), limits=(50, 0)
    )
    [edge] = flow.edges(spans)
    assert (edge.count, edge.left_out, edge.measured) == (3, 2, 1)
    assert (edge.median_s, edge.overlap_share) == (2 / SECOND, 0.0)
    assert flow.edge_times(spans, "A", "B").counted().us.tolist() == [2]
    assert flow.lengths(spans).tolist() == [8]
    assert flow.has_length(spans).tolist() == [True, False, False]


def test_a_hand_over_with_nothing_plausible_has_no_time():
    spans = replace(build([([Visit("A", 0, 100), Visit("B", 7, 8)], 0, 100)]), limits=(50, 0))
    [edge] = flow.edges(spans)
    assert (edge.count, edge.measured, edge.total_s) == (1, 0, 0)
    assert edge.mean_s is edge.median_s is edge.wait_median_s is edge.wait_p90_s is None
    assert not flow.summary(spans).length.n


def test_a_log_of_completions_leaves_nothing_out():
    spans = build([([Visit("A", 0, 100), Visit("B", 7, 8)], 0, 100)], intervals=False)
    assert flow.edges(replace(spans, limits=(50, 0))) == flow.edges(spans)
