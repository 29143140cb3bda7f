import pytest

from carepath.analysis import flow, milestones, ranking
from carepath.frames.moments import DAY, HOUR, MINUTE
from tests.analysis.doors import pair, world


def test_hours_beyond_target_come_first_and_away_is_never_ranked():
    spans = world()
    kept = pair(spans, "door", "doctor", HOUR)
    found = ranking.ranking(spans, flow.edges(spans), [kept])
    assert [(line.kind, line.source, line.target) for line in found.lines] == [
        ("milestone", "door", "doctor"),
        ("hand-over", "door", "doctor"),
        ("hand-over", "doctor", "bed"),
    ]
    assert found.lines[0].hours_beyond == 15 * 1 + 15 * 2
    assert found.lines[0].share_beyond[:2] == (30, 30)
    assert found.away_hours == pytest.approx(30 * (90 * 24 + 1 / 60))
    assert found.of_phase("ward") == ()


def test_a_milestone_without_target_time_is_ranked_by_its_hours():
    spans = world()
    found = ranking.ranking(spans, flow.edges(spans), [pair(spans, "door", "bed")])
    assert found.lines[0].hours == 30 + 15 * 2 + 15 * 3
    assert found.lines[0].share_beyond is None


def test_the_real_log_is_led_by_the_antibiotic_not_by_the_patient_at_home(sepsis):
    now = int(sepsis.closed.max()) + DAY
    edges = flow.edges(sepsis)
    target = milestones.between(sepsis, "ER Sepsis Triage", "IV Antibiotics", now, 60 * MINUTE)
    found = ranking.ranking(sepsis, edges, [target])
    assert found.lines[0].kind == "milestone"
    assert all("Return ER" not in (line.source, line.target) for line in found.lines)
    assert found.away_hours == pytest.approx(2_057_618_310 / 3600, abs=1)
