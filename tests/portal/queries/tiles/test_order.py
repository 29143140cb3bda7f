"""Tiles: in their places, with their definition and the time of their data."""

import pytest

from carepath.frames.definitions import REGISTER
from carepath.ingestion.models import Silence
from carepath.portal.queries.frame import address
from carepath.portal.queries.tiles import TILES
from carepath.ui import icons
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import AT, a_bed, waits
from tests.factories import ben, site
from tests.portal.tiled import shown

pytestmark = pytest.mark.django_db


def test_every_place_has_its_definition_page_and_icon():
    keys = [kind.key for kind in TILES]
    assert len(keys) == len(set(keys))
    for kind in TILES:
        assert kind.definition in REGISTER, kind.key
        assert address(kind.page), kind.key
        assert icons.svg(kind.icon, 15)


def test_a_site_of_which_nothing_is_known_has_few_tiles():
    assert set(shown(ben(), site())) == {"waiting", "protocols"}


def test_tiles_keep_their_places_and_lead_to_their_page():
    source, manager = feed(), ben()
    waits(source, "V1", minute=10)
    a_bed("B1", source)
    found = shown(manager, source.site)
    order = [kind.key for kind in TILES]
    assert list(found) == [key for key in order if key in found]
    assert not found["occupied"].stale
    assert found["net"].url == f"/capacity/requests/?site={source.site.slug}"


def test_what_a_silent_feed_tells_is_old_and_what_people_enter_is_not():
    source, manager = feed(), ben()
    a_bed("B1", source)
    waits(source, "V1")
    Silence.objects.create(source=source, since_at=AT, usual_us=1, found_at=AT)
    found = shown(manager, source.site)
    assert found["occupied"].stale and found["net"].stale
    assert not found["protocols"].stale
