"""Tiles of stays: who left today, and who has been in for long."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions as forecasts
from carepath.forecasts import queries as forecast_queries
from carepath.portal import queries
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import AT, a_bed
from tests.factories import ben
from tests.forecasts.worlds import hospital
from tests.outcomes import worlds
from tests.portal.tiled import shown

pytestmark = pytest.mark.django_db


def test_who_left_is_told_beside_who_is_marked_and_who_is_expected_to():
    where = hospital()
    forecasts.run_due(by="test", at=AT)
    ground = queries.Ground(where, ben(), AT + timedelta(minutes=15))
    census = ground.census
    mean = forecast_queries.leaving_by(census, ground.midnight + timedelta(days=1))
    hours = int((ground.midnight + timedelta(days=1) - AT) / timedelta(hours=1))
    staying = census.told.packed.rows["staying"][hours - 1]
    assert mean == pytest.approx(census.needed - staying, abs=1e-3) and mean > 0
    assert forecast_queries.leaving_by(census, AT + timedelta(hours=1)) <= mean
    (tile,) = [one for one in queries.tiles(ground) if one.kind.key == "discharges"]
    lines = dict(tile.said.lines)
    assert lines["marked for discharge"] == "0"
    assert lines["expected to leave by midnight"] == str(round(mean))


def test_before_anybody_left_none_did():
    source = feed()
    a_bed("B1", source)
    assert shown(ben(), source.site)["discharges"].said.value == "0"


def test_a_stay_is_long_after_a_week_and_longer_after_three():
    north = worlds.hospital()
    for place, days in enumerate((1, 8, 22)):
        since = worlds.AT - days * worlds.DAY
        worlds.lies(worlds.arrives(north, since), "W", f"W{place}", since)
    said = shown(ben(), north)["stays"].said
    assert (said.value, said.lines[0]) == ("2", ("21 days or more", "1"))
    assert said.detail == "in for 7 days or more, of 3"
