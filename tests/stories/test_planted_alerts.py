"""28 days of an invented hospital with six troubles: few alerts, well aimed, none that flaps.

More hospitals: `benchmarks/bench_alerts.py`.
"""

from carepath.analysis import alerting
from carepath.frames.moments import HOUR
from tests.stories import planted

SEED = 3


def test_alerts_are_few_and_tell_of_what_was_planted():
    found = planted.watched(SEED)
    assert found.most_told <= 6
    assert alerting.flaps(found.alerts, 2 * HOUR) == 0
    assert len(found.tied) >= 0.8 * len(found.alerts)
    assert [one.name for one in found.troubles if not found.raised_in(one)] == []
    assert found.level.max() >= 2
