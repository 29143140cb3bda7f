"""Limits of advice: written down in one way, read back whole, wrong ones named."""

import json
from dataclasses import replace

import pytest

from carepath.frames import advice
from carepath.frames.advice import SHIPPED, LimitsError


def test_there_is_one_way_to_write_limits_down():
    one = replace(SHIPPED, most={"W2": 3, "W1": 0}, keeps=("W1", "ICU"), cost=38.5)
    other = replace(SHIPPED, most={"W1": 0, "W2": 3}, keeps=("ICU", "W1"), cost=38.5)
    assert advice.canonical(one) == advice.canonical(other) != advice.canonical(SHIPPED)
    back = advice.read(advice.canonical(one))
    assert (back.most, back.keeps, back.cost) == ({"W1": 0, "W2": 3}, ("ICU", "W1"), 38.5)
    assert advice.read(advice.canonical(SHIPPED)) == SHIPPED


def test_limits_that_say_nothing_of_worth_are_read_as_shipped():
    said = json.loads(advice.canonical(replace(SHIPPED, runs=3)))
    for name in advice.ADDED:
        del said[name]
    assert advice.read(json.dumps(said)) == replace(SHIPPED, runs=3)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": "carepath.advice/2"}', '{"schema": "carepath.advice/1"}',
     advice.canonical(SHIPPED).replace('"runs"', '"walks"'), "[" * 100_000],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(LimitsError):
        advice.read(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"raises": 0.05}, "cleared at or below"), ({"clears": 0}, "cleared at or below"),
        ({"raises": 1.5}, "cleared at or below"), ({"runs": 0}, "1 to 12"),
        ({"opens": 0.2}, "closed at or below"), ({"holds": 0}, "closed at or below"),
        ({"cool_h": 0}, "rests 1 to 72"), ({"reverse_h": 3}, "within a day"),
        ({"staff": -1}, "0 to 5 people"), ({"most": {"W1": -1}}, "0 to 999"),
        ({"hastens": 0}, "brought forward by 0 to 8"), ({"sooner_h": 9}, "by 0 to 8"),
        ({"longer_h": 9}, "0 to 8 hours longer"), ({"target_h": 0}, "wait of 1 to 12"),
        ({"hour_staff": 21}, "0 to 20 people"), ({"sooner_most": 0}, "1 to 50"),
        ({"sooner_min": 601}, "0 to 600 minutes"),
        ({"most": {"X": 1}}, "no beds here"), ({"keeps": ("X",)}, "no beds here"),
    ],
)  # fmt: skip
def test_wrong_limits_are_named(change, said):
    (fault,) = advice.faults(replace(SHIPPED, **change), units=["W1"])
    assert said in fault
    assert advice.faults(SHIPPED, units=[]) == []
