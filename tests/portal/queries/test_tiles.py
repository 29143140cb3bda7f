"""Tiles: in their places, with their definition and the time of their data."""

from datetime import timedelta

import pytest

from carepath.frames.definitions import REGISTER
from carepath.ingestion.models import Silence
from carepath.places.models import UnitStaff
from carepath.portal import queries
from carepath.portal.queries.frame import address
from carepath.portal.queries.tiles import TILES
from carepath.ui import icons
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import AT, a_bed, waits
from tests.factories import ben, site
from tests.outcomes import worlds
from tests.outcomes.queries.test_pressures import busy
from tests.places.worlds import ward, with_shifts

pytestmark = pytest.mark.django_db


def shown(who, where, hours=0.9):
    ground = queries.Ground(where, who, AT + timedelta(hours=hours), AT + timedelta(hours=hours))
    return {one.kind.key: one for one in queries.tiles(ground)}


def test_every_place_has_its_definition_page_and_icon():
    keys = [kind.key for kind in TILES]
    assert len(keys) == len(set(keys))
    for kind in TILES:
        assert kind.definition in REGISTER, kind.key
        assert address(kind.page), kind.key
        assert icons.svg(kind.icon, 15)


def test_a_site_of_which_nothing_is_known_has_few_tiles():
    assert set(shown(ben(), site())) == {"waiting", "protocols"}


def test_tiles_say_what_the_board_and_requests_say_and_keep_their_places():
    source, manager = feed(), ben()
    waits(source, "V1", minute=10)
    a_bed("B1", source)
    found = shown(manager, source.site)
    order = [kind.key for kind in TILES]
    assert list(found) == [key for key in order if key in found]
    assert found["net"].said.lines == (("ward", "1 → 0"),)
    assert found["waiting"].said.value == "1"
    assert "44 min" in found["waiting"].said.detail
    assert found["occupied"].said.detail == "1 of 2 staffed beds"
    assert found["occupied"].said.lines == (("ED", "1 / 1"), ("Ward 1", "0 / 1"))
    assert found["discharges"].said.value == "0"
    assert found["feeds"].said.value == "all heard"
    assert not found["occupied"].stale
    assert found["net"].url == f"/capacity/requests/?site={source.site.slug}"


def test_who_is_missing_stands_by_shift():
    north = with_shifts()
    for shift, present in (("early", 4), ("late", 5)):
        UnitStaff.objects.create(
            unit=ward("A", "Ward A"), role="Nurses", shift=shift, present=present, needed=6,
            worked_on=AT.date(),
        )  # fmt: skip
    found = shown(ben(), north)["staffing"].said
    assert (found.value, found.lines) == ("2", (("early", "2"), ("late", "1")))


def test_what_a_silent_feed_tells_is_old_and_what_people_enter_is_not():
    source, manager = feed(), ben()
    a_bed("B1", source)
    waits(source, "V1")
    Silence.objects.create(source=source, since_at=AT, usual_us=1, found_at=AT)
    found = shown(manager, source.site)
    assert found["occupied"].stale and found["net"].stale
    assert not found["protocols"].stale
    assert found["feeds"].said.value == "1 feed is silent"


def test_the_level_is_first_with_what_gives_most_points_and_unknown_when_it_is():
    north, manager = busy(), ben()
    worlds.scored(AT)
    found = shown(manager, north, hours=0.1)
    assert list(found)[0] == "level"
    assert (found["level"].said.value, found["level"].said.detail) == ("1", "9 points")
    assert found["level"].said.lines[0] == ("Share that left within 4 hours, last 24 hours", "+4")
    worlds.scored(AT + timedelta(hours=4))
    assert shown(manager, north, hours=4).get("level").said.detail == "level 1 at least"
    assert shown(manager, north, hours=5).get("level").said.detail == "nothing was scored lately"
