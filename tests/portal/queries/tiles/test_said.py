"""Tiles say times to the minute."""

from carepath.frames.moments import HOUR, MINUTE, SECOND
from carepath.portal.queries.tiles.said import in_minutes


def test_a_time_is_told_to_the_minute():
    assert in_minutes(HOUR + 5 * MINUTE + 20 * SECOND) == "1 h 5 min"
    assert in_minutes(None) == "–"
