"""An answer is a sentence with its range; numbers are told in units people use."""

import pytest

from carepath.scenarios.queries import outcomes
from carepath.simulator.flow import Difference, Spread

NONE = float("nan")


def difference(mean, low, high, key="boarding_hours_a_day"):
    side = Spread(50, 40, 60, 30, 70)
    return Difference(key, side, side, Spread(mean, low, high, low, high), 1.0)


@pytest.mark.parametrize(
    ("value", "kind", "told", "changed"),
    [
        (38.4, "hours", "38 h", "+38 h"),
        (2.25, "hours", "2.2 h", "+2.2 h"),
        (0.2, "hours", "12 min", "+12 min"),
        (0.0, "hours", "0 min", "0 min"),
        (0.934, "share", "93 %", "+93.4 points"),
        (0.021, "share", "2.1 %", "+2.1 points"),
        (244.6, "count", "245", "+245"),
        (3.14, "count", "3.1", "+3.1"),
        (NONE, "hours", "–", "–"),
        (NONE, "share", "–", "–"),
    ],
)
def test_values_and_what_they_differ_by(value, kind, told, changed):
    assert outcomes.told(value, kind) == told
    assert outcomes.changed(value, kind) == changed


def test_less_has_its_sign_and_nothing_has_none():
    assert outcomes.changed(-2.25, "hours") == "−2.2 h"
    assert outcomes.changed(-0.001, "hours") == "0 min"
    assert outcomes.changed(-0.0001, "share") == "0.0 points"
    assert outcomes.changed(-0.021, "share") == "−2.1 points"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (difference(-38, -55, -20), "With A: 38 h less boarding a day (80 %: 20 to 55 h less)."),
        (difference(6.2, 2, 9.9), "With A: 6.2 h more boarding a day (80 %: 2.0 to 9.9 h more)."),
        (difference(-3, -8, 2),
         "With A: no clear change in boarding; 3.0 h less a day (80 %: 8.0 h less to 2.0 h more)."),
        (difference(-2, -4, -0.5),
         "With A: 2.0 h less boarding a day (80 %: 30 min to 4.0 h less)."),
        (difference(NONE, NONE, NONE), "With A: nothing to tell, nobody waited."),
    ],
)  # fmt: skip
def test_the_answer_says_how_much_and_how_sure(found, said):
    assert outcomes.sentence("A", found.key, found) == said


def test_the_answer_about_a_station_is_a_wait():
    found = difference(-0.2, -0.6, -0.1, "scan_wait_mean:CT")
    said = outcomes.sentence("A", found.key, found)
    assert said == (
        "With A: the wait for CT is 12 min shorter on average (80 %: 6 to 36 min shorter)."
    )
    unclear = outcomes.sentence("A", found.key, difference(0.1, -0.1, 0.3))
    assert "no clear change in the wait for CT; 6 min longer" in unclear


def test_a_unit_that_both_ends_share_is_said_once():
    assert outcomes.both("−33.8 points", "−5.4 points") == "−33.8 to −5.4 points"
    assert outcomes.both("30 min", "1.2 h") == "30 min to 1.2 h"
    assert outcomes.both("26", "30") == "26 to 30" and outcomes.both("–", "–") == "– to –"


def test_outcomes_are_told_by_place_in_their_order():
    keys = dict.fromkeys(
        ("occupancy_mean:W2", "full_hours:W2", "occupancy_mean:W1", "occupancy_mean", "odd",
         "boarding_hours_a_day", "scan_wait_mean:CT", "bed_wait_over_24h")
    )  # fmt: skip
    told = [(key, place) for key, _one, place in outcomes.all_lines(keys)]
    assert told == [
        ("boarding_hours_a_day", ""), ("occupancy_mean", ""), ("occupancy_mean:W2", "W2"),
        ("full_hours:W2", "W2"), ("occupancy_mean:W1", "W1"), ("scan_wait_mean:CT", "CT"),
    ]  # fmt: skip
    assert outcomes.named("W2", {"W2": "Surgery"}) == "Surgery"
    assert outcomes.named("CT", {}) == "CT"
