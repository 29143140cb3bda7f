"""Tiles of what the numbers and the work rest on: feeds, protocols, staff."""

import pytest

from carepath.ingestion.models import Silence
from carepath.places.models import UnitStaff
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import AT, a_bed, waits
from tests.factories import ben
from tests.places.worlds import ward, with_shifts
from tests.portal.tiled import shown

pytestmark = pytest.mark.django_db


def test_who_is_missing_stands_by_shift():
    north = with_shifts()
    for shift, present in (("early", 4), ("late", 5)):
        UnitStaff.objects.create(
            unit=ward("A", "Ward A"), role="Nurses", shift=shift, present=present, needed=6,
            worked_on=AT.date(),
        )  # fmt: skip
    found = shown(ben(), north)["staffing"].said
    assert (found.value, found.lines) == ("2", (("early", "2"), ("late", "1")))


def test_feeds_are_heard_until_one_is_silent():
    source, manager = feed(), ben()
    a_bed("B1", source)
    waits(source, "V1")
    heard = shown(manager, source.site)
    assert heard["feeds"].said.value == "all heard"
    assert heard["protocols"].said.value == "0"
    Silence.objects.create(source=source, since_at=AT, usual_us=1, found_at=AT)
    assert shown(manager, source.site)["feeds"].said.value == "1 feed is silent"
