"""What people type about public holidays."""

import pytest

from carepath.places import forms

RIGHT = {"day": "2026-12-25", "name": "Christmas Day", "reason": "decreed"}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, []),
        ({"day": "1926-12-25"}, ["day"]),
        ({"day": "2126-12-25"}, ["day"]),
        ({"day": "tomorrow"}, ["day"]),
        ({"name": "  "}, ["name"]),
        ({"name": "x" * 81}, ["name"]),
        ({"reason": ""}, ["reason"]),
    ],
)
def test_a_holiday_has_a_day_of_this_century_a_name_and_a_reason(more, wrong):
    assert sorted(forms.HolidayForm(RIGHT | more).errors) == wrong
