import pytest
from django import forms

from carepath.ui.faults import WrongFilter, faults_of


class Pages(forms.Form):
    first = forms.IntegerField(label="First", required=False)
    last = forms.IntegerField(label="Last", required=False)


def test_each_fault_names_its_field_and_keeps_what_was_typed():
    [fault] = faults_of(Pages({"first": "one", "last": "2"}))
    assert (fault.field, fault.label, fault.typed) == ("first", "First", "one")
    with pytest.raises(WrongFilter, match="^First: .*whole number"):
        raise WrongFilter([fault])


def test_what_can_be_read_has_none():
    assert faults_of(Pages({"first": "1"})) == []
