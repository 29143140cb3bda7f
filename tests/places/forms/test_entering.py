"""What people type about beds and staff."""

import pytest

from carepath.places import forms


@pytest.mark.parametrize(
    ("number", "reason", "wrong"),
    [("4", "flu", []), ("0", "flu", []), ("-1", "flu", ["number"]), ("4", " ", ["reason"]),
     ("many", "", ["number", "reason"]), ("1000", "flu", ["number"])],
)  # fmt: skip
def test_a_number_needs_a_reason(number, reason, wrong):
    form = forms.NumberForm({"number": number, "reason": reason})
    assert sorted(form.errors) == wrong


def test_a_new_unit_and_a_new_role():
    beds = {"code": "W1", "name": "Ward 1", "beds": "3", "physical": "4", "reason": "opened"}
    assert forms.BedsForm(beds).is_valid()
    staff = {"label": "Porters", "shift": "night", "number": "2", "reason": "opened"}
    assert forms.StaffForm(staff).is_valid()
    assert "shift" in forms.StaffForm(staff | {"shift": "tea"}).errors
    assert forms.StaffForm(staff | {"shift": "tea"}, shifts=["tea"]).is_valid()
