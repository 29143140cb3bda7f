import numpy as np

from carepath.analysis.histograms import Step
from carepath.bottlenecks import queries
from carepath.bottlenecks.queries import charts
from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.frames.spans import empty
from tests.bottlenecks.worlds import a_log, truth


def test_arrivals_equal_the_computed_figures(sepsis_log, shared):
    counts = np.array(queries.arrivals(sepsis_log).traces[0]["z"])
    known = truth(shared)
    assert counts.sum(axis=0).tolist() == [
        known["arrivals_per_hour_of_day"][str(h)] for h in range(24)
    ]
    assert counts.sum(axis=1).tolist() == [
        known["arrivals_per_weekday_mon0"][str(d)] for d in range(7)
    ]


def test_lengths_hold_every_closed_journey(sepsis_log):
    found = queries.lengths(sepsis_log)
    assert sum(found.traces[0]["y"]) == 1050
    assert "5 d 8 h" in found.summary
    assert found.layout["annotations"][0]["x"] == "4–7 d"


def test_the_spread_of_a_hand_over_adds_up(sepsis_log):
    found = queries.spread(sepsis_log, "CRP", "Leucocytes")
    assert sum(count for _name, count in found.steps) == found.edge.count == 1445
    assert found.most == max(count for _name, count in found.steps)
    assert queries.spread(sepsis_log, "Return ER", "ER Triage") is None


def test_steps_in_words():
    assert charts.step_name(Step(0, MINUTE, 1)) == "under 1 min"
    assert charts.step_name(Step(HOUR, 2 * HOUR, 1)) == "1–2 h"
    assert charts.step_name(Step(16 * HOUR, DAY, 1)) == "16 h – 1 d"
    assert charts.step_name(Step(364 * DAY, None, 1)) == "over 364 d"


def test_an_empty_log_says_so():
    log = a_log(empty())
    assert "No journey" in queries.arrivals(log).summary
    assert "No journey" in queries.lengths(log).summary
    assert charts.weekdays()[0] == "Mon"
