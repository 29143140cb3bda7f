"""Vital signs: one unit each, and nothing that no body shows."""

import math

import pytest

from carepath.frames import vitals


@pytest.mark.parametrize(
    ("code", "value", "unit", "name", "kept"),
    [
        ("8867-4", 72, "/min", "Heart rate", 72),
        ("8867-4", 72, "{Beats}/min", "Heart rate", 72),
        ("8310-5", 98.6, "[degF]", "Body temperature", 37),
        ("8310-5", 37.2, "Cel", "Body temperature", 37.2),
        ("8480-6", 16, "kPa", "Systolic blood pressure", 120.0099),
        ("29463-7", 165, "[lb_av]", "Body weight", 74.8427),
        ("8302-2", 1.8, "m", "Body height", 180),
    ],
)
def test_a_value_is_kept_in_one_unit(code, value, unit, name, kept):
    vital, found = vitals.kept(code, value, unit)
    assert (vital.name, found) == (name, pytest.approx(kept))


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        (72, "", "no_unit"),
        (72, "  ", "no_unit"),
        (72, "mm[Hg]", "unknown_unit"),
        (-1, "/min", "bad_value"),
        (401, "/min", "bad_value"),
        (math.nan, "/min", "bad_value"),
        (math.inf, "/min", "bad_value"),
    ],
)
def test_what_cannot_be_is_no_value(value, unit, code):
    with pytest.raises(vitals.Unmeasured) as refused:
        vitals.kept("8867-4", value, unit)
    assert refused.value.code == code


def test_other_codes_are_no_vital_sign():
    with pytest.raises(KeyError):
        vitals.kept("85354-9", 1, "mm[Hg]")  # the panel, not a value


def test_every_vital_sign_can_be_told_in_the_unit_it_is_kept_in():
    for code, vital in vitals.LOINC.items():
        middle = (vital.low + vital.high) / 2
        assert vitals.kept(code, middle, vital.unit) == (vital, pytest.approx(middle))
