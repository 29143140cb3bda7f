from carepath.bottlenecks import queries
from carepath.frames.moments import HOUR
from tests.bottlenecks.worlds import a_log, spans_of


def test_all_time_is_something(sepsis_log):
    found = queries.times(sepsis_log)
    assert found.all == sum(sepsis_log.spans.closed - sepsis_log.spans.opened)
    assert (found.care, found.waiting) == (0, 0)
    assert round(found.away / found.all, 3) == 0.797


def test_with_start_times_gaps_are_waiting():
    spans = spans_of([(0, HOUR, "A"), (3 * HOUR, 4 * HOUR, "B")], intervals=True)
    found = queries.times(a_log(spans))
    assert (found.care, found.waiting, found.between, found.away) == (2 * HOUR, 2 * HOUR, 0, 0)
    assert found.uncovered == 2 * HOUR


def test_an_open_journey_waits_until_now():
    spans = spans_of([(0, HOUR, "A")], closed=[None], intervals=True)
    assert queries.times(a_log(spans, now=5 * HOUR)).waiting == 4 * HOUR
