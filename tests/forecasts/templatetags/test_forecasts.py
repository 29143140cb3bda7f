"""Words of the forecast pages."""

import pytest

from carepath.forecasts.models import Recommendation
from carepath.forecasts.templatetags import forecasts
from carepath.places.models import Unit
from tests.factories import AT


def test_an_hour_is_told_by_weekday_and_clock_of_the_site():
    shown = forecasts.hour(AT, "Europe/Amsterdam")
    assert ">Mon 10:00</time>" in shown and "2 Mar 2026 10:00" in shown


def test_a_level_is_called_what_its_hospital_calls_it():
    shown = [forecasts.acuity(label) for label in ("2", "U1", "?", "+")]
    assert shown == ["2", "U1", "not told", "other levels"]


@pytest.mark.parametrize(
    ("value", "shown"), [(1.24, "+1.2"), (-0.96, "−1.0"), (0.04, "0.0"), (-0.04, "0.0")]
)
def test_a_change_has_its_sign(value, shown):
    assert forecasts.signed(value) == shown


@pytest.mark.parametrize(
    ("chance", "step"), [(0, "calm"), (0.199, "calm"), (0.2, "watch"), (0.5, "high"), (1, "high")]
)
def test_a_chance_has_a_step_with_an_icon_of_its_own(chance, step):
    assert forecasts.step(chance) == step
    assert forecasts.step_icon(chance) in ("circle-check", "circle-alert", "triangle-alert")


def test_words_of_a_key_and_the_key_where_there_are_none():
    assert (forecasts.at({"a": "words"}, "a"), forecasts.at({}, "b")) == ("words", "b")


def test_what_became_of_a_recommendation_has_an_icon_of_its_own():
    found = {forecasts.state_icon(one) for one in ("accepted", "rejected", "deferred", "lapsed")}
    assert len(found) == 4


def test_advice_is_said_in_words():
    unit = Unit(code="W2", name="Surgery")
    said = [
        forecasts.advice(Recommendation(unit=unit, kind=kind, beds=beds))
        for kind, beds in (("open", 1), ("open", 4), ("close", 1), ("close", 2))
    ]
    assert said == [
        "Open 1 bed in Surgery", "Open 4 beds in Surgery", "Close 1 bed in Surgery",
        "Close 2 beds in Surgery",
    ]  # fmt: skip
    other = Unit(code="W1", name="Medicine")
    moved = forecasts.advice(Recommendation(unit=unit, giver=other, kind="move", beds=2))
    assert moved == "Move the staff of 2 beds from Medicine to Surgery"
    sooner = Recommendation(unit=unit, kind="sooner", beds=2, inputs={"by": 3})
    assert forecasts.advice(sooner) == "Bring 2 discharges of today in Surgery forward by 3 h"
    longer = Recommendation(unit=unit, kind="hours", beds=2, about="CT scanner")
    assert forecasts.advice(longer) == "Have one more CT scanner of Surgery staffed for 2 hours"


@pytest.mark.parametrize(
    "kind, beds, said",
    [
        ("open", 4, "Open 4 beds"),
        ("close", 1, "Close 1 bed"),
        ("move", 2, "Move the staff of 2 beds from Surgery"),
        ("move", 0, "Move staff from Surgery"),
        ("nothing", 0, "Do nothing"),
        ("hours", 2, "2 hours longer"),
        ("sooner", 1, "Bring 1 discharge forward"),
        ("sooner", 0, "Bring discharges of today forward"),
    ],
)
def test_what_else_could_be_done_in_words(kind, beds, said):
    assert forecasts.alternative({"kind": kind, "beds": beds, "giver": "Surgery"}) == said


def test_why_not_in_words():
    assert forecasts.why_not({"why": "keeps"}) == "it keeps its staff, by the limits"
    assert forecasts.why_not({"why": "chosen"}) == ""
