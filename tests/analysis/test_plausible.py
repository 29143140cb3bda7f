from dataclasses import replace

from carepath.analysis import plausible
from carepath.analysis.segments import Visit
from carepath.frames.moments import OPEN
from tests.analysis.worlds import build


def world(*journeys, limits):
    return replace(build([(visits, 0, OPEN) for visits in journeys]), limits=limits)


def test_exactly_the_limit_is_plausible():
    spans = world([Visit("A", 0, 10), Visit("A", 20, 31), Visit("B", 0, 99)], limits=(10, 0))
    odd = plausible.too_long(spans, spans.limits)
    assert [int(end) for end in spans.end[odd]] == [31]


def test_a_running_visit_is_judged_by_now_and_a_waiting_one_never():
    running, waiting = Visit("A", 0, OPEN), Visit("A", OPEN, OPEN, requested=0)
    spans = world([running, waiting], limits=(10,))
    assert not plausible.too_long(spans, spans.limits).any()
    assert not plausible.too_long(spans, spans.limits, now=10).any()
    assert plausible.too_long(spans, spans.limits, now=11).tolist() == [True, False]


def test_as_known_then_an_end_to_come_does_not_count():
    spans = world([Visit("A", 0, 100)], limits=(10,))
    assert plausible.too_long(spans, spans.limits, now=9).tolist() == [False]


def test_journeys_that_hold_one_are_told():
    odd, sound = [Visit("B", 0, 1), Visit("A", 0, 11)], [Visit("A", 0, 10)]
    spans = world(sound, odd, [], sound, limits=(10, 0))
    assert plausible.journeys(spans).tolist() == [False, True, False, False]
    assert plausible.journeys(replace(spans, limits=())).sum() == 0
