import pytest

from carepath.bottlenecks import queries
from carepath.frames.mapping import Target
from carepath.frames.moments import HOUR
from tests.bottlenecks.worlds import a_log, spans_of

HOME = Target("Release A", "Return ER", 3600)


def test_antibiotics_lead_the_ranking_beyond_their_target(sepsis_log):
    first = queries.ranking(sepsis_log).lines[0]
    assert (first.source, first.target) == ("ER Sepsis Triage", "IV Antibiotics")
    assert round(first.hours_beyond) == 960
    assert first.n == 823
    assert first.n - first.share_beyond.k == 342


def test_a_patient_at_home_is_never_ranked(sepsis_log):
    ranking = queries.ranking(sepsis_log)
    stages = {line.source for line in ranking.lines} | {line.target for line in ranking.lines}
    assert "Return ER" not in stages
    total = queries.summary(sepsis_log).length.total / 3600
    assert ranking.away_hours / total == pytest.approx(0.797, abs=0.001)


def test_a_target_into_an_away_stage_is_no_finding(sepsis_log):
    log = a_log(sepsis_log.spans, targets=[HOME])
    assert all(finding.target != "Return ER" for finding in queries.findings(log))


def test_findings_begin_beyond_target_and_carry_effect_n_and_interval(sepsis_log):
    first, *rest = queries.findings(sepsis_log)
    assert first.detector == "beyond target"
    assert first.low < first.effect < first.high
    assert first.n == 823
    assert {finding.detector for finding in rest} == {"largest hours"}


def test_the_answer_adds_up(sepsis_log):
    found = queries.answer(sepsis_log)
    total = queries.summary(sepsis_log).length.total / 3600
    assert found.hours + found.away_hours == pytest.approx(total)
    assert (found.journeys, found.open, found.intervals) == (1050, 0, False)
    assert found.leading.target == "IV Antibiotics"


def test_few_journeys_give_an_answer_without_a_finding():
    found = queries.answer(a_log(spans_of([(0, "A"), (HOUR, "B")])))
    assert (found.journeys, found.hours, found.leading) == (1, 1.0, None)
