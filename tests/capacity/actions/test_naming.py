"""Beds by name: each is made once."""

import pytest

from carepath.capacity.actions.naming import beds_named
from carepath.places.models import Bed, Unit
from tests.factories import site

pytestmark = pytest.mark.django_db


def test_each_bed_is_made_once_and_a_stay_without_one_names_none():
    unit = Unit.objects.create(site=site(), code="W1", name="Ward 1")
    first = beds_named([(unit.pk, "R1", "B1"), (unit.pk, "", "B1"), (unit.pk, "R1", "")])
    assert len(first) == Bed.objects.count() == 2
    assert beds_named([(unit.pk, "R1", "B1")]).items() <= first.items()
