"""What a file of places would do: sites, units, rooms and beds."""

import pytest

from carepath.places.models import Bed, Site, Unit
from tests.factories import person, site
from tests.places.queries.plans.sheets import planned, told
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db
HEAD = "unit,unit name,room,bed,care,specialty,side room,confirmed"


def plan(*rows, head=HEAD, by=None, where=None):
    return planned("places", where or site(), by or hana(), head, *rows)


def test_units_and_beds_that_are_not_there_are_added_and_others_compared():
    one = ward()
    Bed.objects.create(unit=one, room="1", code="A", care="ward", confirmed=True)
    Bed.objects.create(unit=one, room="1", code="B", care="ward", confirmed=True)
    found = plan(
        "W1,Ward One,1,A,ward,,no,yes",
        "W1,,1,B,high,Cardiology,,",
        "W1,,1,C,,,,",
        "W2,Ward 2,,,,,,",
        "W2,,,D,icu,,,",
    )
    assert told(found) == [(6, "care", "choice")]
    found = plan(
        "W1,Ward One,1,A,ward,,no,yes",
        "W1,,1,B,high,Cardiology,,",
        "W1,,1,C,,,,",
        "W2,Ward 2,,,,,,",
        "W2,,,D,intensive care,,yes,no",
    )
    assert not found.faults
    assert [one.what for one in found.added] == [
        "Ward One: 1 C", "North: Ward 2", "Ward 2: D",
    ]  # fmt: skip
    assert [(one.row, one.fields) for one in found.changed] == [
        (2, (("name", "Ward 1", "Ward One"),)),
        (3, (("care", "ward", "high"), ("specialty", "", "Cardiology"))),
    ]
    assert found.same == 1
    new = found.new[-1]
    assert (new.care, new.side_room, new.confirmed) == ("intensive", True, False)
    assert found.new[0].confirmed
    assert Unit.objects.count() == 1 and not Bed.objects.filter(code="C").exists()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["W1,,1,,,,,"], [(2, "bed", "empty")]),
        (["W1,,,,high,,,"], [(2, "bed", "empty")]),
        (["W1,,1,A,,,,", "W2,,1,A,,,,", "W1,,1,A,,,,"], [(4, "bed", "twice")]),
        (["W1,One,1,A,,,,", "W1,Two,1,B,,,,"], [(3, "unit name", "otherwise")]),
        ([",,1,A,,,,"], [(2, "unit", "empty")]),
    ],
)
def test_what_cannot_be_is_named(rows, expected):
    assert told(plan(*rows)) == expected


def test_a_unit_alone_that_is_there_is_left_alone():
    ward()
    found = plan("W1,Ward 1,,,,,,")
    assert (found.same, found.does_nothing) == (1, True)


def test_sites_are_added_by_who_sets_up_every_site_and_only_named_by_others():
    head = "site,site name,time zone,unit"
    here = site()
    new = plan("west,West clinic,Europe/Lisbon,C1", "west,,,C2", head=head)
    assert [one.what for one in new.added] == [
        "West clinic", "West clinic: C1", "West clinic: C2",
    ]  # fmt: skip
    assert not Site.objects.filter(slug="west").exists()
    assert told(plan("west,West,Mars,C1", head=head)) == [(2, "time zone", "unknown_zone")]
    assert told(plan("West!,West,Europe/Lisbon,C1", head=head)) == [(2, "site", "unknown_site")]
    site("south")
    local = person("loc", "HOSPITAL_ADMINISTRATOR", at_site="north")
    for slug in ("south", "west"):
        row = f"{slug},,Europe/Lisbon,C1"
        assert told(plan(row, head=head, by=local)) == [(2, "site", "unknown_site")]
    assert not plan("north,,,C1", head=head, by=local, where=here).faults
