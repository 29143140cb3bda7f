from zoneinfo import ZoneInfo

from carepath.analysis import beyond_target
from carepath.analysis.looks import SILENT
from carepath.frames.moments import DAY, HOUR, MINUTE
from tests.analysis.doors import pair, world

UTC = ZoneInfo("UTC")


def looks(spans, *pairs):
    return beyond_target.looks(spans, pairs, UTC)


def test_it_gives_effect_interval_and_share():
    spans = world()
    (look,) = looks(spans, pair(spans, "door", "doctor", 150 * MINUTE))
    found = look.finding
    assert look.p < 1e-4
    assert (found.detector, found.effect, found.n) == ("beyond target", 7.5, 30)
    assert found.low < found.effect < found.high
    assert found.share[:3] == (15, 30, 0.5)
    assert found.share.low < 0.5 < found.share.high


def test_it_is_silent_about_few_away_and_met():
    few = world(beyond_target.FEWEST - 1)
    assert looks(few, pair(few, "door", "doctor", HOUR)) == [SILENT]
    spans = world()
    away = pair(spans, "bed", "return", DAY)
    met = pair(spans, "door", "doctor", 9 * HOUR)
    assert looks(spans, away, met, pair(spans, "door", "doctor")) == [SILENT] * 2


def test_a_tolerable_share_is_no_news():
    spans = world(100)
    times = pair(spans, "door", "doctor", 3 * HOUR - MINUTE)
    times.elapsed[:] = 2 * HOUR
    times.elapsed[::20] = 4 * HOUR
    (look,) = looks(spans, times)
    assert look.p > 0.9


def test_a_day_of_many_patients_is_judged_by_its_hours():
    spans = world()
    times = pair(spans, "door", "doctor", HOUR)
    times.at[:] = times.at // 24
    (look,) = looks(spans, times)
    assert look.p < 0.001
