from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from carepath.analysis.shares import share
from carepath.protocols.queries import charts
from carepath.protocols.queries.adherence import Week

ZONE = ZoneInfo("Europe/Amsterdam")
WEEKS = [Week("2026-03-02", share(1, 2), share(1, 2)), Week("2026-03-09", share(3, 4), share(3, 3))]


def test_a_trend_in_words_and_its_mark_on_the_sites_day():
    found = charts.trend(WEEKS, [(datetime(2026, 3, 8, 23, 30, tzinfo=UTC), "v2")], ZONE)
    assert found.summary == "In 2 weeks 4 of 6 triggered were satisfied (67 %)."
    assert found.layout["shapes"][0]["x0"] == "2026-03-09"
    assert found.layout["annotations"][0]["text"] == "v2"


def test_nothing_to_draw():
    assert charts.trend([], [], ZONE) is None
    assert charts.trend(WEEKS, [], ZONE).layout["shapes"] == []
