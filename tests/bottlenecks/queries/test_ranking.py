from dataclasses import replace

import pytest

from carepath.bottlenecks import queries
from carepath.bottlenecks.queries import Asked
from carepath.frames.moments import HOUR
from carepath.frames.stagewords import phases_of
from carepath.ui import words
from tests.bottlenecks import worlds


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


def test_the_ranking_of_one_phase_keeps_the_order(sepsis_log):
    whole = queries.ranking(sepsis_log)
    assert whole.phases == ("department", "ward")
    ward = queries.ranking(sepsis_log, "ward").rows
    assert ward == tuple(row for row in whole.rows if row.line.phase == "ward")
    assert not any(row.is_milestone for row in ward)


def test_bloods_are_ranked_where_the_patient_was_and_each_line_recomputes(shared):
    spans = worlds.sepsis_spans(shared)
    found = phases_of(spans.stages)
    spans = replace(spans, phases=tuple(found[stage] for stage in spans.stages))
    log = worlds.a_log(spans, targets=[worlds.ANTIBIOTICS])
    lines = [row.line for row in queries.ranking(log).rows if not row.is_milestone]
    bloods = [one for one in lines if (one.source, one.target) == ("Leucocytes", "CRP")]
    assert {one.phase: one.n for one in bloods} == {"ward": 1292, "department": 486}
    for line in bloods:
        asked = Asked(line.source, line.target, phase=line.phase)
        measure = queries.measured(log, "hand_over_hours", asked)
        assert (measure.n, measure.of) == (line.n, 1778)
        assert measure.values.sum() / HOUR == pytest.approx(line.hours)
        assert measure.left_out == (
            f"{words.number(1778 - line.n)} while the patient was elsewhere",
        )
    leading = queries.ranking(log).rows[0].line
    assert (leading.source, leading.target) == ("ER Sepsis Triage", "IV Antibiotics")
    assert (leading.n, round(leading.hours_beyond)) == (823, 960)
