"""Beds by name: each is made once."""

from datetime import timedelta

import pytest

from carepath.capacity.actions.naming import beds_named
from carepath.capacity.models import Named
from carepath.places.models import Bed, Unit
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def test_each_bed_is_made_once_and_a_stay_without_one_names_none():
    unit = Unit.objects.create(site=site(), code="W1", name="Ward 1")
    names = [(unit.pk, "R1", "B1"), (unit.pk, "", "B1"), (unit.pk, "R1", "")]
    first = beds_named(dict.fromkeys(names, AT))
    assert len(first) == Bed.objects.count() == 2
    later = AT + timedelta(hours=1)
    assert beds_named({names[0]: later}).items() <= first.items()
    assert set(Named.objects.values_list("at", flat=True)) == {AT}, "when it was first named"
