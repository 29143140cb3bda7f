"""What people type about the shifts of a day."""

import pytest

from carepath.analysis.shifts import Calendar, Hours
from carepath.places import forms
from tests.places.worlds import SINCE, THREE


def typed(*rows, **more):
    found = {"since_on": "2026-03-02", "whole_day": "on", "reason": "agreed"} | more
    for n, (name, begins, ends) in enumerate(rows):
        found |= {f"name_{n}": name, f"begins_{n}": begins, f"ends_{n}": ends}
    return found


def test_rows_become_shifts_and_empty_ones_nothing():
    rows = [("day", "08:00", "20:00"), ("", "", ""), ("night", "20:00", "08:00")]
    form = forms.CalendarForm(typed(*rows, night="2"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["hours"] == [
        Hours("day", 480, 1200), Hours("night", 1200, 480, night=True),
    ]  # fmt: skip
    assert [row["night"] for row in form.rows] == [False, False, True, False, False, False]


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        ([("day", "08:00", "")], {}, "Row 1: write a name"),
        ([("day", "08:00", "20:00")], {"night": "0"}, "From 20:00 to 08:00 there is no shift"),
        ([("all", "08:00", "08:00")], {}, "which of the shifts is the night"),
        ([("all", "08:00", "08:00")], {"night": "0", "reason": ""}, "This field is required."),
    ],
)
def test_what_is_missing_is_said(rows, more, said):
    form = forms.CalendarForm(typed(*rows, **more))
    assert not form.is_valid()
    assert said in str(form.errors)


def test_the_form_begins_with_the_shifts_in_force():
    form = forms.CalendarForm(initial=forms.begun(Calendar(SINCE, THREE)))
    shown = [(row["name"].value(), str(row["begins"].value()), row["night"]) for row in form.rows]
    assert shown[2] == ("night", "23:00:00", True)
    assert forms.begun(None) == {"whole_day": True}
