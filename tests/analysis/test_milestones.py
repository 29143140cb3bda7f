from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import milestones
from carepath.analysis.milestones import STATES, between
from carepath.analysis.segments import Visit
from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN, SECOND
from tests.analysis.worlds import build

A, B, OTHER = "A", "B", "C"
TARGET, LEFT, WAITING = 1, 2, 0


def point(stage, t):
    return Visit(stage, t, t)


def found(*journeys, now=1000, within=None, **more):
    spans = build([(list(visits), 0, closed) for visits, closed in journeys], stages=[A, B, OTHER])
    return between(spans, A, B, now, within, **more)


def states(milestone):
    return [STATES[code] for code in milestone.state]


def test_every_journey_has_one_state():
    milestone = found(
        ([point(A, 1), point(B, 4)], 50),
        ([point(B, 1), point(A, 4)], 50),
        ([point(B, 1)], 50),
        ([point(A, 1)], OPEN),
        ([point(A, 1)], 50),
    )
    assert states(milestone) == [
        "measured",
        "target only before source",
        "no source",
        "open",
        "closed without target",
    ]
    assert milestone.elapsed.tolist() == [3, 46, 0, 999, 49]
    assert (milestone.n_source, milestone.n_measured, milestone.n_target_before) == (4, 1, 1)
    assert (milestone.n_open, milestone.n_without_target) == (1, 1)


def test_later_sources_do_not_restart_the_clock_and_earlier_targets_do_not_stop_it():
    milestone = found(([point(B, 0), point(A, 2), point(A, 5), point(B, 9), point(B, 11)], 50))
    assert milestone.measured.tolist() == [7]


def test_at_equal_times_the_target_counts_if_it_follows():
    assert found(([point(A, 2), point(B, 2)], 9)).measured.tolist() == [0]
    assert states(found(([point(B, 2), point(A, 2)], 9))) == ["target only before source"]


def test_source_and_target_may_be_one_stage():
    spans = build([([point(A, 2), point(A, 7), point(A, 9)], 0, 9), ([point(A, 1)], 0, 9)])
    milestone = between(spans, A, A, 99)
    assert milestone.measured.tolist() == [5]
    assert states(milestone) == ["measured", "target only before source"]


def test_what_comes_after_now_is_not_yet_known():
    journey = ([point(A, 10), point(B, 40)], 50)
    assert states(found(journey, now=30)) == ["open"]
    assert states(found(journey, now=5)) == ["no source"]
    assert found(journey, now=40).measured.tolist() == [30]


def test_the_milestone_may_be_the_end_of_a_span():
    visits = [Visit(A, 0, 10), Visit(B, 5, 40), Visit(B, 20, 60)]
    assert found((visits, 90)).measured.tolist() == [5]
    assert found((visits, 90), source_end="end").measured.tolist() == [10]
    assert found((visits, 90), source_end="end", target_end="end").measured.tolist() == [30]
    running = [Visit(A, 0, OPEN), Visit(B, 5, 40)]
    assert states(found((running, OPEN), source_end="end")) == ["no source"]


def test_an_unknown_stage_is_no_error():
    spans = build([([point(A, 1)], 0, 9)])
    assert states(between(spans, A, "nowhere", 99)) == ["closed without target"]
    assert states(between(spans, "nowhere", A, 99)) == ["no source"]
    assert between(spans, "nowhere", A, 99).share_of_all is None


def test_shares_count_those_who_closed_without_the_target():
    met = [([point(A, 0), point(B, t)], 50) for t in (5, 10, 11)]
    milestone = found(*met, ([point(A, 0)], 50), ([point(B, 0)], 50), within=10)
    assert milestone.n_within == 2
    assert milestone.share_of_all == 2 / 4
    assert milestone.share_of_measured[:3] == (2, 3, 2 / 3)
    assert milestone.within().tolist() == [0, 1]
    assert milestone.beyond().tolist() == [2]
    assert milestone.in_state(milestones.WITHOUT_TARGET).tolist() == [3]


def test_time_beyond_the_target_is_summed_for_measured_and_open():
    hour = HOUR
    journeys = [([point(A, 0), point(B, 3 * hour)], 9 * hour), ([point(A, 0)], OPEN)]
    milestone = found(*journeys, now=5 * hour, within=hour)
    assert (milestone.hours_beyond, milestone.hours_beyond_open) == (2, 4)
    assert milestone.n_overdue == 1
    assert found(*journeys, now=5 * hour).hours_beyond == 0


VECTOR = np.array([10, 20, 20, 30, 40]), np.array([TARGET, TARGET, WAITING, LEFT, TARGET])


def test_aalen_johansen_of_the_definitions_page():
    curve = milestones.aalen_johansen(*VECTOR)
    assert curve.time.tolist() == [10, 20, 30, 40]
    assert curve.at_risk.tolist() == [5, 4, 2, 1]
    assert curve.target == pytest.approx([0.2, 0.4, 0.4, 0.7])
    assert curve.without == pytest.approx([0, 0, 0.3, 0.3])
    assert [curve.at(t) for t in (9, 10, 35, 99)] == pytest.approx([0, 0.2, 0.4, 0.7])
    assert curve.median == 40


def test_taking_left_for_open_would_flatter():
    time, cause = VECTOR
    curve = milestones.aalen_johansen(time, np.where(cause == LEFT, WAITING, cause))
    assert curve.target == pytest.approx([0.2, 0.4, 0.4, 1.0])


def test_a_median_may_not_be_reached():
    assert milestones.aalen_johansen(np.array([5, 6, 7]), np.array([1, 2, 2])).median is None
    assert milestones.aalen_johansen(np.array([], np.int64), np.array([], np.uint8)).median is None


def test_open_journeys_make_the_share_an_incidence():
    journeys = [([point(A, 0), point(B, t)], 90) for t in (10, 20, 40)]
    journeys += [([point(A, 0)], OPEN), ([point(A, 0)], 30)]
    journeys[3] = ([point(A, 80)], OPEN)
    milestone = found(*journeys, now=100, within=40)
    assert milestone.elapsed.tolist() == [10, 20, 40, 20, 30]
    assert milestone.share_of_all == pytest.approx(0.7)
    assert milestone.incidence().at_risk.tolist() == [5, 4, 2, 1]


def test_without_open_journeys_the_incidence_is_the_plain_share(sepsis):
    milestone = between(sepsis, "ER Sepsis Triage", "LacticAcid", 2**60, 3 * HOUR)
    assert milestone.incidence().at(3 * HOUR) == pytest.approx(milestone.share_of_all)


def test_the_nine_waits_of_the_real_log(sepsis, sepsis_truth):
    now = int(sepsis.closed.max()) + DAY
    for name, truth in sepsis_truth["kpi"].items():
        source, target = name.split(" (")[0].split("->")
        limit = truth.get("within_limit_s")
        milestone = between(sepsis, source, target, now, limit and limit * SECOND)
        time = milestone.time
        assert (time.n, time.median) == (truth["n"], truth["median"]), name
        assert time.mean == pytest.approx(truth["mean"], abs=6e-4)
        assert time.p90 == pytest.approx(truth["p90"], abs=0.051)
        assert time.p95 == pytest.approx(truth["p95"], abs=0.051)
        assert milestone.n_without_target == truth["cases_without_target"]
        assert milestone.n_target_before == truth["target_only_before_source"]
        assert milestone.count(milestones.NO_SOURCE) == truth["cases_without_source"]
        if limit:
            assert milestone.n_within == truth["within"]


def test_the_first_antibiotic_against_its_hour(sepsis):
    now = int(sepsis.closed.max()) + DAY
    milestone = between(sepsis, "ER Sepsis Triage", "IV Antibiotics", now, 60 * MINUTE)
    assert round(milestone.hours_beyond) == 960
    assert (milestone.n_measured, milestone.n_within, milestone.n_source) == (823, 342, 1049)
    assert milestone.share_of_all == 342 / 1049
    assert milestone.share_of_measured.share == 342 / 823


def test_groups_by_period_add_up(sepsis):
    zone = ZoneInfo("Europe/Amsterdam")
    now = int(sepsis.closed.max()) + DAY
    milestone = between(sepsis, "ER Sepsis Triage", "IV Antibiotics", now, 60 * MINUTE)
    for period in ("day", "week", "month", "weekday", "hour"):
        groups = milestones.by_period(milestone, period, zone)
        assert sum(group.milestone.n_source for group in groups) == 1049
        assert sum(group.milestone.n_within for group in groups) == 342
        assert [group.key for group in groups] == sorted(group.key for group in groups)
    assert milestones.by_period(milestone, "month", zone)[0].key == "2013-11"


def test_groups_by_label_leave_out_those_without_source():
    milestone = found(
        ([point(A, 0), point(B, 1)], 9), ([point(B, 1)], 9), ([point(A, 0)], 9), ([], 9)
    )
    groups = milestones.by_label(milestone, ["north", "north", "south", "west"])
    assert [(g.key, g.milestone.n_source, g.milestone.n_measured) for g in groups] == [
        ("north", 1, 1),
        ("south", 1, 0),
    ]


def test_a_log_without_journeys_has_no_times():
    milestone = between(build([], stages=[A, B]), A, B, 5, 10)
    assert (milestone.n_source, milestone.median_s, milestone.p90_s) == (0, None, None)
