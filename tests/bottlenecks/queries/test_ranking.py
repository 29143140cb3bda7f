from carepath.bottlenecks import queries


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
