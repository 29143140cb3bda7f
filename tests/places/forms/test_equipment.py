"""What people type about equipment."""

import pytest

from carepath.places import forms
from tests.factories import site
from tests.places.worlds import ward

pytestmark = pytest.mark.django_db


def test_equipment_has_a_number_and_may_be_of_the_whole_site():
    ward()
    said = {"kind": "Pump", "number": "3", "reason": "counted"}
    form = forms.EquipmentForm(said, site=site())
    assert form.is_valid() and form.cleaned_data["unit"] is None
    assert sorted(forms.EquipmentForm({}, site=site()).errors) == ["kind", "number", "reason"]
    assert not forms.UseForm({"in_use": "-1"}).is_valid()
