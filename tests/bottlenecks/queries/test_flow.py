import pytest

from carepath.bottlenecks import queries
from carepath.frames.mapping import Target
from carepath.frames.moments import HOUR, MINUTE, SECOND
from tests.bottlenecks.worlds import NOW, a_log, spans_of, truth


def test_the_summary_equals_published_and_computed_figures(sepsis_log, shared):
    found, known = queries.summary(sepsis_log), truth(shared)
    assert (found.journeys, found.spans, found.stages) == (1050, 15214, 16)
    assert found.variants == known["variants"] == 846
    duration = known["case_duration_s"]
    assert found.length.mean == pytest.approx(duration["mean"], abs=0.001)
    assert found.length.median == pytest.approx(duration["median"], abs=0.05)
    assert found.length.p95 == pytest.approx(duration["p95"], abs=0.05)


def test_every_hand_over_equals_the_computed_figures(sepsis_log, shared):
    found = {(edge.source, edge.target): edge for edge in queries.edges(sepsis_log)}
    known = truth(shared)["dfg_all"]
    assert len(found) == len(known) == 115
    for edge in known:
        mine = found[edge["source"], edge["target"]]
        assert mine.count == edge["count"]
        assert mine.mean_s == pytest.approx(edge["gap_mean_s"], abs=0.001)
        assert mine.median_s == pytest.approx(edge["gap_median_s"], abs=0.05)
        assert (mine.p90_s is None) == (mine.count < 10)
        assert (mine.p95_s is None) == (mine.count < 20)


def test_every_wait_equals_the_computed_figures(sepsis_log, shared):
    for name, known in truth(shared)["kpi"].items():
        pair, _, _limit = name.partition(" (")
        source, target = pair.split("->")
        within_s = known.get("within_limit_s")
        found = queries.milestone(sepsis_log, source=source, target=target, within_s=within_s)
        assert found.n_measured == known["n"]
        assert found.median_s == pytest.approx(known["median"], abs=0.05)
        assert found.p90_s == pytest.approx(known["p90"], abs=0.06)
        assert found.n_without_target == known["cases_without_target"]
        assert found.n_target_before == known["target_only_before_source"]
        if within_s:
            assert found.n_within == known["within"]


def test_the_declared_target_time_counts_where_none_is_given(sepsis_log):
    found = queries.milestone(sepsis_log, source="ER Sepsis Triage", target="IV Antibiotics")
    assert (found.n_within, found.n_source) == (342, 1049)
    assert queries.declared_milestones(sepsis_log)[0].within_us == HOUR


def test_a_declared_pair_that_does_not_occur_is_passed_over():
    log = a_log(spans_of([(0, "A"), (MINUTE, "B")]), targets=[Target("A", "C", 60)])
    assert queries.declared_milestones(log) == []


def test_an_unknown_stage_is_named_with_a_suggestion(sepsis_log):
    with pytest.raises(queries.NotThere, match="Did you mean “IV Antibiotics”") as refused:
        queries.milestone(sepsis_log, source="ER Triage", target="IV Antibiotic")
    assert refused.value.field == "to"


def test_variants_are_listed_a_page_at_a_time(sepsis_log, shared):
    first = queries.variants(sepsis_log, start=0, stop=3)
    assert (first.total, first.once, first.journeys) == (846, 784, 1050)
    known = truth(shared)["variants_top10"]
    assert [row.count for row in first.rows] == [known[n]["count"] for n in range(3)]
    assert [list(sum(row.steps, ())) for row in first.rows] == [known[n]["trace"] for n in range(3)]
    assert first.rows[0].share == 35 / 1050
    rest = queries.variants(sepsis_log, start=3, stop=2000)
    assert len(rest.rows) == 843


def test_folding_joins_what_happens_at_one_instant():
    log = a_log(
        spans_of(
            [(0, "A"), (MINUTE, "B"), (MINUTE, "C")],
            [(0, "A"), (MINUTE, "C"), (MINUTE, "B"), (2 * MINUTE, "C"), (2 * MINUTE, "B")],
            [(0, "A")],
        )
    )
    folded = queries.variants(log, folded=True)
    assert [(row.steps, row.count) for row in folded.rows] == [
        ((("A",), ("B", "C")), 2),
        ((("A",),), 1),
    ]
    raw = queries.unfolded(log, folded.rows[0].key)
    assert sorted(len(row.steps) for row in raw.rows) == [3, 5]
    assert raw.total == 2


def test_a_folded_variant_that_is_not_there_is_named(sepsis_log):
    with pytest.raises(queries.NotThere) as refused:
        queries.unfolded(sepsis_log, "0000000000000000")
    assert refused.value.field == "variant"


def test_one_hand_over_is_found_by_its_stages(sepsis_log):
    assert queries.edge(sepsis_log, "CRP", "Leucocytes").count == 1445
    assert queries.edge(sepsis_log, "Return ER", "ER Triage") is None


def test_groups_by_civil_month_of_the_source(sepsis_log):
    found = queries.milestone(sepsis_log, source="ER Triage", target="IV Antibiotics")
    groups = queries.by_group(sepsis_log, found, "month")
    assert sum(group.milestone.n_source for group in groups) == found.n_source
    assert groups[0].key == "2013-11"


def test_groups_by_an_attribute_of_the_case(sepsis, nora, shared):
    log = queries.log(by=nora, source="sepsis", now=NOW)
    found = queries.milestone(log, source="ER Triage", target="IV Antibiotics")
    groups = {group.key: group.milestone for group in queries.by_group(log, found, "Age")}
    assert sum(group.n_measured for group in groups.values()) == found.n_measured
    assert {"20", "85"} <= set(groups)
    with pytest.raises(queries.NotThere, match="no such thing"):
        queries.by_group(log, found, "no such thing")


def test_an_open_journey_is_known_up_to_now():
    spans = spans_of([(0, "A"), (MINUTE, "B")], [(0, "A")], closed=[MINUTE, None])
    found = queries.summary(a_log(spans, now=5 * MINUTE))
    assert (found.journeys, found.open, found.closed) == (2, 1, 1)
    waiting = queries.milestone(
        a_log(spans, now=5 * MINUTE), source="A", target="B", within_s=MINUTE // SECOND
    )
    assert (waiting.n_open, waiting.n_overdue) == (1, 1)


def test_blood_values_fold_into_one_group(sepsis_log):
    bloods = ("CRP", "LacticAcid", "Leucocytes")
    assert queries.groups(sepsis_log) == [bloods]
    folded = queries.variants(sepsis_log, folded=True, stop=1)
    assert (folded.total, folded.rows[0].count) == (369, 71)
    assert folded.rows[0].steps[-1] == (" + ".join(bloods),)
