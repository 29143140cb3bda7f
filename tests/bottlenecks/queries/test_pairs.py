import numpy as np
import pytest

from carepath.bottlenecks import queries
from carepath.bottlenecks.queries import pairs
from carepath.bottlenecks.queries.measures import Asked
from carepath.frames.moments import HOUR
from carepath.ui import words
from tests.bottlenecks.worlds import truth

ANTIBIOTICS = Asked("ER Sepsis Triage", "IV Antibiotics")
BLOODS = Asked("CRP", "Leucocytes")


def measured(log, key, asked=ANTIBIOTICS):
    return pairs.MEASURES[key](log, asked)


def test_a_hand_over_equals_the_computed_figures(sepsis_log, shared):
    known = next(
        edge
        for edge in truth(shared)["dfg_all"]
        if (edge["source"], edge["target"]) == ("CRP", "Leucocytes")
    )
    count = measured(sepsis_log, "hand_over_count", BLOODS)
    assert int(count.values.sum()) == known["count"]
    time = measured(sepsis_log, "hand_over_time", BLOODS)
    assert np.median(time.values) / 1e6 == known["gap_median_s"]
    hours = measured(sepsis_log, "hand_over_hours", BLOODS)
    assert hours.values.mean() / 1e6 == pytest.approx(known["gap_mean_s"], abs=0.001)
    assert hours.figures[0][1] == words.hours(int(hours.values.sum()), 1)


def test_a_milestone_recomputes_from_its_values(sepsis_log):
    time = measured(sepsis_log, "milestone_time")
    assert (time.n, time.of) == (823, 1049)
    assert time.figures[0][1] == words.duration(round(np.median(time.values)))
    assert "226 closed without the target" in time.left_out
    beyond = measured(sepsis_log, "hours_beyond_target")
    assert round(beyond.values.sum() / HOUR) == 960
    assert (beyond.n, beyond.of) == (481, 823)


def test_the_two_shares_have_their_own_denominator(sepsis_log):
    of_all = measured(sepsis_log, "share_within_of_all")
    assert (of_all.figures[0][1], of_all.n, of_all.of) == ("32.6 %", 342, 1049)
    of_measured = measured(sepsis_log, "share_within_of_measured")
    assert (of_measured.figures[0][1], of_measured.n, of_measured.of) == ("41.6 %", 342, 823)
    assert (of_measured.values <= HOUR).sum() == 342


def test_milestone_hours_are_the_sum(sepsis_log):
    found = measured(sepsis_log, "milestone_hours")
    assert found.values.sum() / HOUR == pytest.approx(1528.2, abs=0.1)


def test_the_share_drawn_follows_the_slider(sepsis_log):
    assert measured(sepsis_log, "share_drawn", Asked(drawn=1.0)).figures[0][1] == "100.0 %"
    found = measured(sepsis_log, "share_drawn", Asked(drawn=0.8))
    assert found.of == found.values.sum() == 14164
    assert found.n / found.of >= 0.8


def test_a_target_time_is_needed_where_none_is_declared(sepsis_log):
    with pytest.raises(queries.NotThere) as refused:
        measured(sepsis_log, "hours_beyond_target", Asked("ER Triage", "CRP"))
    assert refused.value.field == "within_s"
    given = measured(sepsis_log, "hours_beyond_target", Asked("ER Triage", "CRP", 3600))
    assert given.n > 0


def test_unknown_stages_name_their_field(sepsis_log):
    for key, field in (("hand_over_time", "pair_from"), ("milestone_time", "pair_from")):
        with pytest.raises(queries.NotThere) as refused:
            measured(sepsis_log, key, Asked("X-ray", "CRP"))
        assert refused.value.field == field
