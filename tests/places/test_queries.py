"""Reads about places."""

import pytest

from carepath.places import queries
from carepath.places.models import OpenBeds, StaffOnDuty, Unit
from tests.factories import site

pytestmark = pytest.mark.django_db


def test_sites_are_offered_by_name():
    site("b", name="Zuid")
    site("a", name="Noord")
    assert queries.site_choices() == [("a", "Noord"), ("b", "Zuid")]


def test_beds_and_staff_are_those_of_the_site_in_order():
    here, there = site("here"), site("there")
    for place, code in ((here, "w2"), (here, "w1"), (there, "w0")):
        unit = Unit.objects.create(site=place, code=code)
        OpenBeds.objects.create(unit=unit, open_beds=1, physical=1)
        StaffOnDuty.objects.create(site=place, role=code, shift="early", label=code, number=1)
    assert [row.unit.code for row in queries.open_beds(site=here)] == ["w1", "w2"]
    assert [row.role for row in queries.staff_on_duty(site=here)] == ["w1", "w2"]


def test_units_have_their_names_or_codes():
    here = site("here")
    ward = Unit.objects.create(site=here, code="w1", name="Ward 1")
    other = Unit.objects.create(site=here, code="w2")
    assert queries.unit_names([ward.pk, other.pk, 999]) == {ward.pk: "Ward 1", other.pk: "w2"}
