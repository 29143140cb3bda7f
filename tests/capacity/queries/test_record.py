"""What is recorded of a site, and which of its units are of what kind."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.queries.record import named
from carepath.places.models import Bed, Unit
from tests.capacity.small import hospital
from tests.factories import AT, ben, person, site

pytestmark = pytest.mark.django_db


def test_units_are_what_most_of_their_beds_are_entered_as():
    north = site()
    for code, cares in (("A", "ward ward emergency"), ("B", "ward intensive"), ("C", "day")):
        unit = Unit.objects.create(site=north, code=code, name="Emergency")
        for n, care in enumerate(cares.split()):
            Bed.objects.create(unit=unit, code=str(n), care=care)
    found = queries.care_of_units(site=north)
    assert {Unit.objects.get(pk=pk).code: care for pk, care in found.items()} == {
        "A": "ward", "B": "intensive", "C": "day",
    }  # fmt: skip


def test_a_record_knows_the_department_and_who_was_there_lately():
    north = hospital()
    found = queries.record(site=north, by=ben(), at=AT + timedelta(minutes=120))
    codes = {found.units[pk].code for pk in found.department.units}
    assert (codes, {found.units[pk].code for pk in found.department.doors}) == ({"MAJ"}, {"ED"})
    assert {found.units[pk].code for pk in found.of_care("intensive", "ward")} == {"ICU", "MEA"}
    assert (found.unit(-1), found.spans.n_journeys, found.lately(1).spans.n_journeys) == (
        None,
        9,
        8,
    )
    journeys = named(found.spans, range(3))
    assert [journeys[n].pk for n in range(3)] == found.spans.journey_id[:3].tolist()
    empty = queries.record(site=north, by=person("otto"), at=AT)
    assert empty.spans.n_journeys == 0
