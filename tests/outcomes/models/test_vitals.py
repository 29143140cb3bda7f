"""A value in a reader's words."""

from django.utils import translation

from carepath.outcomes.models import Vital


def test_units_are_printed_as_people_write_them():
    printed = [Vital(unit=unit).printed_unit for unit in ("Cel", "mm[Hg]", "kg/m2", "/min", "%")]
    assert printed == ["°C", "mmHg", "kg/m²", "/min", "%"]


def test_the_name_is_the_readers():
    with translation.override("en"):
        assert Vital(name="Heart rate").printed_name == "Heart rate"
