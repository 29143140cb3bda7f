"""What people type about the staff of a unit."""

import pytest

from carepath.places import forms
from tests.factories import site
from tests.places.worlds import ward

pytestmark = pytest.mark.django_db


def test_one_of_the_two_numbers_must_be_there_and_the_unit_one_of_the_site():
    ward()
    ward("S1", at_site=site("south"))
    said = {"unit": "W1", "role": "Nurses", "shift": "early", "day": "2026-03-02", "reason": "ill"}
    for more, wrong in (
        ({"present": "0"}, []), ({"needed": "3"}, []), ({}, ["present"]),
        ({"present": "1", "unit": "S1"}, ["unit"]), ({"present": "-1"}, ["present"]),
    ):  # fmt: skip
        form = forms.UnitStaffForm(said | more, site=site(), shifts=["early", "late"])
        assert sorted(form.errors) == wrong
    assert "<option" in str(form["shift"])
    assert "<option" not in str(forms.UnitStaffForm(site=site())["shift"])
