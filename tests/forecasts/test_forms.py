"""Limits as people type them."""

from types import SimpleNamespace

from carepath.forecasts.forms import NUMBERS, LimitsForm
from carepath.frames.advice import Limits

HELD = Limits(most={"W1": 2}, keeps=("W2",))


class One:
    """Open beds of a unit, as far as the form looks."""

    def __init__(self, code):
        self.unit = SimpleNamespace(code=code)


def form(**said):
    units = [One("W1"), One("W2")]
    typed = {
        "opens": "60", "holds": "20", "raises": "25", "clears": "12.5", "runs": "3", "rest": "6",
        "cool_h": "6", "reverse_h": "24", "staff": "0.2", "cost": "0", "reason": "winter",
        "hastens": "40", "sooner_h": "2", "sooner_most": "3", "sooner_min": "20",
        "longer_h": "4", "target_h": "2", "hour_staff": "1", "hour_cost": "0",
        "most_0": "4", "most_1": "", "keeps_0": "on",
    } | said  # fmt: skip
    return LimitsForm(typed, limits=HELD, units=units)


def test_it_begins_with_what_holds():
    empty = LimitsForm(limits=HELD, units=[One("W1"), One("W2")])
    assert empty["raises"].value() == 20 and empty["most_0"].value() == 2
    assert [keeps.value() for _one, _most, keeps in empty.unit_fields()] == [False, True]
    assert len(empty.number_fields()) == len(NUMBERS)


def test_what_was_typed_becomes_limits():
    one = form()
    assert one.is_valid()
    assert one.limits == Limits(
        opens=0.6,
        holds=0.2,
        raises=0.25,
        clears=0.125,
        runs=3,
        staff=0.2,
        hastens=0.4,
        sooner_h=2,
        sooner_most=3,
        sooner_min=20,
        target_h=2,
        most={"W1": 4},
        keeps=("W1",),
    )


def test_what_is_no_number_is_named():
    assert set(form(runs="x", most_0="-1", reason="").errors) == {"runs", "most_0", "reason"}
