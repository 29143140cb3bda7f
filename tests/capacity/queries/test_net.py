"""Net beds: what is free, staffed and kept for nobody, less who waits."""

import pytest

from carepath.capacity import actions, queries
from carepath.places import actions as places
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import AT, a_bed, waits
from tests.factories import ben
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def net(site):
    units = queries.board(site=site, at=AT)
    waiting = queries.waiting(site=site, at=AT.replace(hour=10))
    kept = queries.reservations(site=site)
    found = queries.net_beds(units, waiting=waiting, kept=kept)
    return {one.care: (one.available, one.asked, one.after) for one in found}


def test_what_is_kept_is_not_free_and_whom_it_is_kept_for_does_not_wait():
    source = feed()
    request, bed = waits(source, "V1"), a_bed("B1", source)
    waits(source, "V2")
    a_bed("I1", source, unit="ICU", care="intensive")
    assert net(source.site)["ward"] == (1, 2, -1)
    actions.reserve(request=request, bed=bed, by=ben(), at=AT)
    assert net(source.site)["ward"] == (0, 1, -1)
    assert net(source.site)["intensive"] == (1, 0, 1)


def test_never_more_than_are_staffed_and_the_care_of_a_mixed_unit_is_told_apart():
    source = feed()
    for code, care in (("B1", "ward"), ("B2", "ward"), ("B3", "high")):
        bed = a_bed(code, source, care=care)
    assert {care: one[0] for care, one in net(source.site).items()} == {"ward": 2, "high": 1}
    places.declare_beds(unit=bed.unit, beds=2, physical=3, by="test", at=AT)
    assert {care: one[0] for care, one in net(source.site).items()} == {"ward": 2, "high": 0}
    send(source, adt("A01", 0, "W1", visit="V9", bed="B1"))
    assert net(source.site)["ward"] == (1, 0, 1)


def test_a_unit_without_beds_is_asked_for_as_a_ward():
    source = feed()
    waits(source)
    (one,) = queries.net_beds([], waiting=queries.waiting(site=source.site, at=AT.replace(hour=10)),
                              kept=[])  # fmt: skip
    assert (one.care, one.label, one.after) == ("ward", "ward", -1)
