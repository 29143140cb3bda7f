from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import milestones
from carepath.analysis.segments import Visit
from carepath.analysis.series import HAND_OVER, MILESTONE, WAIT, beginning, ranks, series
from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN
from tests.analysis.worlds import build

UTC = ZoneInfo("UTC")


def world(n=40, *, asked=True, phases=None, last=None, **more):
    """n journeys a day apart: door, then a doctor after 10 to 49 minutes, asked for or not."""
    journeys = []
    for number in range(n):
        t = number * DAY
        begun = t + (10 + number) * MINUTE
        doctor = Visit("doctor", begun, begun + HOUR, **({"requested": t} if asked else {}))
        journeys.append(([Visit("door", t, t), doctor], t, begun + HOUR))
    return build([*journeys, *(last or [])], phases=phases, **more)


def test_the_wait_of_a_stage_where_it_is_asked_for_else_its_hand_overs():
    (wait,) = series(world(), [], 100 * DAY, UTC)
    assert (wait.kind, wait.source, wait.target, wait.n) == (WAIT, "", "doctor", 40)
    assert wait.us.tolist() == [(10 + number) * MINUTE for number in range(40)]
    assert (wait.day.tolist(), set(wait.hour)) == (list(range(40)), {0})
    (way,) = series(world(asked=False), [], 100 * DAY, UTC)
    assert (way.kind, way.source, way.target) == (HAND_OVER, "door", "doctor")
    assert way.us.tolist() == wait.us.tolist()


def test_time_into_an_away_stage_is_no_series():
    for asked in (True, False):
        assert series(world(asked=asked, phases={"doctor": "away"}), [], 100 * DAY, UTC) == []
    spans = world(phases={"doctor": "away"})
    pair = milestones.between(spans, "door", "doctor", 100 * DAY)
    assert series(spans, [pair], 100 * DAY, UTC) == []


def test_the_youngest_are_left_out_whether_measured_or_not_and_older_open_ones_are_long():
    now = 60 * DAY
    old = ([Visit("doctor", OPEN, OPEN, now - DAY)], now - DAY, OPEN)
    quick = ([Visit("doctor", now - MINUTE, now, now - 2 * MINUTE)], now - 2 * MINUTE, now)
    (wait,) = series(world(last=[old, quick]), [], now, UTC)
    assert wait.n == 41
    assert wait.us[-1] == DAY
    assert wait.rank[-1] == wait.rank.max()


def test_a_withdrawn_request_waited_until_then():
    left = ([Visit("doctor", OPEN, 5 * HOUR, 0)], 0, 6 * HOUR)
    gone = ([Visit("doctor", OPEN, OPEN, 0)], 0, 7 * HOUR)
    (wait,) = series(world(last=[left, gone]), [], 100 * DAY, UTC)
    assert sorted(wait.us)[-2:] == [5 * HOUR, 7 * HOUR]


def test_a_declared_pair_knows_the_unit_of_its_target():
    spans = world()
    spans.unit[spans.stage == spans.stages.index("doctor")] = 7
    pair = milestones.between(spans, "door", "doctor", 100 * DAY, 30 * MINUTE)
    found = series(spans, [pair], 100 * DAY, UTC)[-1]
    assert (found.kind, found.within_us, set(found.unit)) == (MILESTONE, 30 * MINUTE, {7})


def test_few_are_no_series_and_only_keeps_what_fits():
    assert series(world(19), [], 100 * DAY, UTC) == []
    (wait,) = series(world(), [], 100 * DAY, UTC)
    late = wait.only(wait.us > 39 * MINUTE)
    assert late.n == 10
    assert late.rank.sum() == pytest.approx(0)


def test_equal_values_share_their_rank():
    assert ranks(np.array([5, 1, 5, 9])).tolist() == [0, -0.375, 0, 0.375]
    assert ranks(np.array([], np.int64)).tolist() == []


def test_a_stage_done_again_is_no_hand_over_and_an_instant_none_where_requests_are_known():
    again = [([Visit("door", t, t), Visit("door", t + 5, t + 5)], t, t + 5) for t in range(0, 99)]
    assert series(build(again, intervals=False), [], 100 * DAY, UTC) == []
    journeys = []
    for number in range(40):
        t = number * DAY
        seen = Visit("doctor", t + HOUR, t + 2 * HOUR, t)
        journeys.append(([seen, Visit("decision", t + 3 * HOUR, t + 3 * HOUR)], t, t + 3 * HOUR))
    found = series(build(journeys), [], 100 * DAY, UTC)
    assert [one.target for one in found] == ["doctor"]


def test_stragglers_from_before_a_log_begins_are_left_out():
    many = [([Visit("doctor", t, t, t - 5)], t, t) for day in range(9) for t in (day * DAY,) * 20]
    old = [([Visit("doctor", -50 * DAY, -50 * DAY, -51 * DAY)], -51 * DAY, -50 * DAY)]
    spans = build(many + old)
    assert beginning(spans) == 0
    (found,) = series(spans, [], 100 * DAY, UTC)
    assert found.n == 160  # those asked for after the first midnight
