from decimal import Decimal

import pytest

from carepath.analysis import doses
from carepath.analysis.doses import UnitError, quantity, same


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("5", "mg"), ("0.005", "g")),
        (("1", "g"), ("1000", "mg")),
        (("60", "mg/h"), ("1", "mg/min")),
        (("1", "mg/kg/h"), ("1000", "microgram/kg/h")),
        (("1", "mg/kg/h"), ("1", "mg/h/kg")),
        (("0.1", "l"), ("100", "mL")),
        (("5", "mcg"), ("5", "µg")),
    ],
)
def test_one_quantity_in_two_words(one, two):
    assert same(*one, *two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("5", "mg"), ("5", "g")),
        (("5", "mg"), ("5", "ml")),
        (("5", "mg"), ("5", "mg/kg")),
        (("5", "IU"), ("5", "mg")),
        (("5", "mg"), ("5.0001", "mg")),
        (("", ""), ("", "")),
    ],
)
def test_two_quantities(one, two):
    assert not same(*one, *two)


def test_decimals_stay_exact():
    assert quantity("0.1", "mg").amount == Decimal("0.0001")
    assert quantity("0.3", "g").amount == 3 * quantity("100", "mg").amount


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("five", "mg", "is not a number"),
        ("0", "mg", "not a number above 0"),
        ("-1", "mg", "not a number above 0"),
        ("Infinity", "mg", "not a number above 0"),
        ("5", "", "A unit is missing"),
        ("5", "spoons", "'spoons' is not a known unit"),
        ("5", "mg/", "A unit is missing"),
    ],
)
def test_what_is_no_amount_says_why(amount, unit, said):
    with pytest.raises(UnitError, match=said):
        quantity(amount, unit)


def test_units_that_are_misread_can_be_written_out():
    assert {"µg", "u", "IU"} <= doses.UNSAFE
    assert not {"microgram", "unit", "mg"} & doses.UNSAFE
