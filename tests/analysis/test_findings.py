import pytest

from carepath.analysis import findings, flow, milestones
from carepath.analysis.segments import Visit
from carepath.frames.moments import DAY, HOUR, MINUTE
from tests.analysis.worlds import build


def world(n=30, wait=2 * HOUR, home=90 * DAY):
    """n journeys: door, doctor after `wait` (an hour more for each other one), ward, home, back."""
    journeys = []
    for number in range(n):
        doctor = wait + number % 2 * HOUR
        at = [0, doctor, doctor + HOUR, doctor + HOUR + home, doctor + HOUR + home + MINUTE]
        names = ["door", "doctor", "bed", "return", "scan"]
        visits = [Visit(name, t, t) for name, t in zip(names, at, strict=True)]
        journeys.append((visits, 0, at[-1]))
    return build(journeys, phases={"bed": "ward", "return": "away"}, intervals=False)


def pair(spans, source, target, within=None):
    return milestones.between(spans, source, target, 1000 * DAY, within)


def test_hours_beyond_target_come_first_and_away_is_never_ranked():
    spans = world()
    kept = pair(spans, "door", "doctor", HOUR)
    found = findings.ranking(spans, flow.edges(spans), [kept])
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
    found = findings.ranking(spans, flow.edges(spans), [pair(spans, "door", "bed")])
    assert found.lines[0].hours == 30 + 15 * 2 + 15 * 3
    assert found.lines[0].share_beyond is None


def test_the_detector_beyond_target_gives_effect_interval_and_share():
    spans = world()
    (found,) = findings.beyond_target(spans, [pair(spans, "door", "doctor", 150 * MINUTE)])
    assert (found.detector, found.effect, found.n) == ("beyond target", 7.5, 30)
    assert found.low < found.effect < found.high
    assert found.share[:3] == (15, 30, 0.5)
    assert found.share.low < 0.5 < found.share.high


def test_detectors_are_silent_about_few_away_and_met():
    few = world(findings.FEWEST - 1)
    assert findings.beyond_target(few, [pair(few, "door", "doctor", HOUR)]) == []
    assert findings.largest_hours(few, flow.edges(few)) == []
    spans = world()
    away = pair(spans, "bed", "return", DAY)
    met = pair(spans, "door", "doctor", 9 * HOUR)
    assert findings.beyond_target(spans, [away, met, pair(spans, "door", "doctor")]) == []


def test_the_detector_of_hours_speaks_per_phase():
    spans = world()
    found = findings.largest_hours(spans, flow.edges(spans), most=1)
    assert [(f.source, f.target, f.phase) for f in found] == [("door", "doctor", "department")]
    assert found[0].effect == 15 * 2 + 15 * 3
    assert found[0].share_of_hours == pytest.approx(75 / 105)
    assert found[0].low < 75 < found[0].high


def test_findings_begin_with_what_is_beyond_target():
    spans = world()
    found = findings.findings(spans, flow.edges(spans), [pair(spans, "doctor", "bed", MINUTE)])
    assert [f.detector for f in found] == ["beyond target", "largest hours", "largest hours"]


def test_the_first_finding_of_the_real_log_is_the_antibiotic_not_the_patient_at_home(sepsis):
    now = int(sepsis.closed.max()) + DAY
    edges = flow.edges(sepsis)
    target = milestones.between(sepsis, "ER Sepsis Triage", "IV Antibiotics", now, 60 * MINUTE)
    found = findings.findings(sepsis, edges, [target])
    first = found[0]
    assert (first.source, first.target) == ("ER Sepsis Triage", "IV Antibiotics")
    assert (round(first.effect), first.n) == (960, 823)
    assert all("Return ER" not in (f.source, f.target) for f in found)
    ranking = findings.ranking(sepsis, edges, [target])
    assert ranking.lines[0].kind == "milestone"
    assert all("Return ER" not in (line.source, line.target) for line in ranking.lines)
    assert ranking.away_hours == pytest.approx(2_057_618_310 / 3600, abs=1)
