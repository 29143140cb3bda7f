"""What is typed becomes changes, or an error at the field that is wrong."""

import pytest

from carepath.places.models import Unit
from carepath.scenarios import forms
from carepath.simulator.flow import Change

UNITS = [(Unit(code="W1", name="Medicine"), 13), (Unit(code="W2", name="Surgery"), 6)]


def form(*rows, **more):
    typed = {"weeks": "4", "pairs": "40"} | more
    for n, (kind, where, amount) in enumerate(rows):
        typed |= {f"kind_{n}": kind, f"where_{n}": where, f"amount_{n}": amount}
    return forms.ScenarioForm(typed, units=UNITS, stations=["CT"])


READ = [
    (("beds", "unit:W2", "+4"), Change("beds", "W2", 4)),
    (("beds", "unit:W2", "−6"), Change("beds", "W2", -6)),
    (("station", "station:CT", "22"), Change("station", "CT", None, 8, 22)),
    (("station", "station:CT", "8:00 - 22:00"), Change("station", "CT", None, 8, 22)),
    (("station", "station:CT", "20–6"), Change("station", "CT", None, 20, 6)),
    (("arrivals", "", "+20 %"), Change("arrivals", "", 1.2)),
    (("arrivals", "", "-12,5"), Change("arrivals", "", 0.875)),
    (("discharges", "", "2"), Change("discharges", "", 2)),
    (("discharges", "unit:W1", "1.5"), Change("discharges", "W1", 1.5)),
]


@pytest.mark.parametrize(("row", "change"), READ)
def test_a_row_becomes_a_change_and_back(row, change):
    asked = form(row)
    assert asked.is_valid(), asked.errors
    assert asked.cleaned_data["changes"] == [change]
    again = form(tuple(forms.initial_of([change]).values()))
    assert again.is_valid() and again.cleaned_data["changes"] == [change]


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (("beds", "", "+4"), "where_0", "Choose a unit."),
        (("beds", "station:CT", "+4"), "where_0", "Choose a unit."),
        (("beds", "unit:W2", "some"), "amount_0", "how many beds"),
        (("beds", "unit:W2", "1.5"), "amount_0", "how many beds"),
        (("beds", "unit:W2", "0"), "amount_0", "how many beds"),
        (("beds", "unit:W2", "-7"), "amount_0", "The unit has 6 beds."),
        (("beds", "unit:W9", "1"), "where_0", "Select a valid choice"),
        (("station", "unit:W2", "22"), "where_0", "Choose a station."),
        (("station", "station:CT", "25"), "amount_0", "whole hours"),
        (("station", "station:CT", "8-8"), "amount_0", "whole hours"),
        (("station", "station:CT", "22:30"), "amount_0", "whole hours"),
        (("arrivals", "unit:W1", "20"), "where_0", "whole hospital"),
        (("arrivals", "", "-95"), "amount_0", "percent"),
        (("discharges", "station:CT", "2"), "where_0", "Choose a unit."),
        (("discharges", "", "13"), "amount_0", "at most 12"),
        (("discharges", "", "-2"), "amount_0", "at most 12"),
        (("", "", "+4"), "kind_0", "Choose what changes, or leave"),
        (("", "", ""), "kind_0", "Choose what changes."),
        (("fire", "", ""), "kind_0", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(row, field, said):
    asked = form(row)
    assert not asked.is_valid()
    assert set(asked.errors) == {field} and said in str(asked.errors[field])


def test_one_to_five_changes_each_of_something_else():
    five = [READ[0][0], READ[2][0], READ[5][0], READ[7][0], READ[8][0]]
    all_five = form(*five)
    assert all_five.is_valid() and len(all_five.cleaned_data["changes"]) == 5
    twice = form(READ[0][0], READ[1][0])
    assert not twice.is_valid() and "changed above already" in str(twice.errors["kind_1"])
    skipped = form(("", "", ""), READ[0][0])
    assert skipped.is_valid() and len(skipped.cleaned_data["changes"]) == 1
    assert [row.is_used for row in skipped.rows] == [False, True, False, False, False]


def test_how_long_and_how_often_are_chosen():
    assert set(form(READ[0][0], weeks="3").errors) == {"weeks"}
    assert set(form(READ[0][0], pairs="41").errors) == {"pairs"}
    empty = forms.ScenarioForm(units=[], stations=[])
    assert [row.n for row in empty.rows] == [1, 2, 3, 4, 5]
    assert list(empty.fields["where_0"].choices) == [("", "the whole hospital")]
