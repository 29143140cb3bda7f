"""Reads about places."""

import pytest

from carepath.places import actions, queries
from carepath.places.models import OpenBeds, StaffOnDuty, Unit
from tests.factories import AT, person, site

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


def test_sites_with_something_entered_come_first_then_real_ones():
    invented = site("demo", synthetic=True)
    site("south")
    north = site("north")
    everywhere = person("ben", "BED_MANAGER")
    assert [one.slug for one in queries.sites_of(by=everywhere)] == ["demo", "north", "south"]
    Unit.objects.create(site=north, code="ED", name="Emergency")
    assert [one.slug for one in queries.sites_of(by=everywhere)] == ["north", "demo", "south"]
    unit = Unit.objects.create(site=invented, code="ED", name="Emergency")
    actions.declare_beds(unit=unit, beds=1, physical=2, by="test", at=AT)
    assert [one.slug for one in queries.sites_of(by=everywhere)] == ["demo", "north", "south"]
    assert queries.sites_of(by=person("nel", "BED_MANAGER", at_site="north")) == [north]


def test_a_roster_has_its_shifts_in_the_order_of_the_day():
    north = site("north")
    for shift in ("night", "twilight", "early"):
        actions.declare_staff(
            site=north, role="porter", shift=shift, label="Porters", number=2, by="test", at=AT
        )
    actions.declare_staff(
        site=north, role="clerk", shift="early", label="Clerks", number=1, by="test", at=AT
    )
    found = queries.roster(site=north)
    assert found.shifts == ["early", "night", "twilight"]
    assert [label for label, _cells in found.lines] == ["Clerks", "Porters"]
    assert found.lines[0][1][1] is None


def test_the_last_change_says_who_when_why_and_what_was_before():
    unit = Unit.objects.create(site=site("north"), code="W1", name="Ward 1")
    actions.declare_beds(unit=unit, beds=9, physical=9, by="test", at=AT)
    assert queries.changed(queries.beds_entered(site=unit.site)) == []
    ben = person("ben", "BED_MANAGER", first_name="Ben")
    persona = person("b@demo", "BED_MANAGER", at_site="demo", first_name="B", persona_site="demo")
    for number, who in ((7, ben), (5, persona)):
        actions.set_open_beds(unit=unit, beds=number, by=who, at=AT, reason=f"to {number}")
    one = queries.changed(queries.beds_entered(site=unit.site))[0]
    assert (one.before, one.number, one.who, one.why) == (7, 5, "B (demo)", "to 5")
    assert one.at == AT
