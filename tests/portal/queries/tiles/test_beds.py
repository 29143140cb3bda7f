"""Tiles of beds say what the board and the requests say."""

import pytest

from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import a_bed, waits
from tests.factories import ben
from tests.outcomes import worlds
from tests.portal.tiled import shown

pytestmark = pytest.mark.django_db


def test_tiles_say_what_the_board_and_requests_say():
    source, manager = feed(), ben()
    waits(source, "V1", minute=10)
    a_bed("B1", source)
    found = shown(manager, source.site)
    assert found["net"].said.lines == (("ward", "1 → 0"),)
    assert found["waiting"].said.value == "1"
    assert "44 min" in found["waiting"].said.detail
    assert found["occupied"].said.detail == "1 of 2 staffed beds"
    assert found["occupied"].said.lines == (("ED", "1 / 1"), ("Ward 1", "0 / 1"))
    assert found["moves"].said.value == "1"
    assert not {"emergency", "intensive"} & set(found), "it has neither"


def test_where_nobody_waits_that_is_said():
    north = worlds.hospital()
    worlds.lies(worlds.arrives(north, worlds.AT), "W", "W1", worlds.AT)
    found = shown(ben(), north)
    assert (found["waiting"].said.value, found["waiting"].said.detail) == (
        "0", "nobody waits for a bed"
    )  # fmt: skip
    assert found["moves"].said.detail == "nobody waits"
    assert found["occupied"].said.value == "11 %"
    department = found["emergency"].said
    assert (department.value, department.lines[0]) == ("0", ("boarders", "0"))
