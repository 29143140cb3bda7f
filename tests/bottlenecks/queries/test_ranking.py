import pytest

from carepath.bottlenecks import queries
from carepath.frames.mapping import Target
from carepath.frames.moments import HOUR, SECOND
from tests.bottlenecks.worlds import a_log, spans_of

HOME = Target("Release A", "Return ER", 3600)


def test_antibiotics_lead_the_ranking_beyond_their_target(sepsis_log):
    row = queries.ranking(sepsis_log).rows[0]
    first = row.line
    assert row.milestone.n_source == 1049
    assert (first.source, first.target) == ("ER Sepsis Triage", "IV Antibiotics")
    assert round(first.hours_beyond) == 960
    assert first.n == 823
    assert first.n - first.share_beyond.k == 342


def test_a_patient_at_home_is_never_ranked(sepsis_log):
    ranking = queries.ranking(sepsis_log)
    lines = [row.line for row in ranking.rows]
    stages = {line.source for line in lines} | {line.target for line in lines}
    assert "Return ER" not in stages


def test_a_target_into_an_away_stage_is_no_finding(sepsis_log):
    log = a_log(sepsis_log.spans, targets=[HOME])
    assert all(finding.seen.target != "Return ER" for finding in queries.findings(log))


def test_findings_begin_beyond_target_and_carry_effect_n_and_interval(sepsis_log):
    first, *rest = [finding.seen for finding in queries.findings(sepsis_log)]
    assert first.detector == "beyond target"
    assert first.low < first.effect < first.high
    assert first.n == 823
    assert {finding.detector for finding in rest} == {"largest hours"}


def test_the_answer_adds_up(sepsis_log):
    found = queries.answer(sepsis_log)
    total = queries.summary(sepsis_log).length.total
    assert found.times.all == pytest.approx(total * SECOND)
    assert (found.journeys, found.open, found.intervals) == (1050, 0, False)
    assert found.leading.seen.target == "IV Antibiotics"


def test_few_journeys_give_an_answer_without_a_finding():
    found = queries.answer(a_log(spans_of([(0, "A"), (HOUR, "B")])))
    assert (found.journeys, found.times.between, found.leading) == (1, HOUR, None)


def test_the_ranking_of_one_phase_keeps_the_order(sepsis_log):
    whole = queries.ranking(sepsis_log)
    assert whole.phases == ("department", "ward")
    ward = queries.ranking(sepsis_log, "ward").rows
    assert ward == tuple(row for row in whole.rows if row.line.phase == "ward")
    assert not any(row.is_milestone for row in ward)


def test_only_findings_beyond_target_name_a_milestone(sepsis_log):
    first, *rest = queries.findings(sepsis_log)
    assert first.is_beyond
    assert first.milestone.n_within == 342
    assert all(finding.milestone is None for finding in rest)
