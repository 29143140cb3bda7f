from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import outages
from carepath.frames.moments import DAY, HOUR
from tests.analysis import queues
from tests.analysis.troubled import hospital, told


def test_the_hours_without_the_laboratory():
    spans, now = hospital(1, planted=True)
    found = told(outages.looks(spans, now, queues.LONDON), p=1e-4)
    assert {finding.target for finding in found} == {"Lab"}
    first = found[0]
    hours = (first.at - queues.START) / HOUR
    assert 17 * 24 + 9 < hours <= 17 * 24 + 10
    assert 4.5 < first.effect < 6
    assert first.low < first.expected < first.high
    assert first.hours > 5


def test_calm_streams_are_silent():
    for seed in range(4):
        spans, now = hospital(seed)
        assert told(outages.looks(spans, now, queues.LONDON), p=3e-4) == []


def test_a_stream_that_stops_for_good_is_an_outage_too():
    spans, now = hospital(0)
    lab = spans.stage == spans.stages.index("Lab")
    start = np.where(lab & (spans.start > now - 8 * HOUR), 2**63 - 1, spans.start)
    end = np.where(start > now, 2**63 - 1, spans.end)
    found = told(outages.looks(replace(spans, start=start, end=end), now, queues.LONDON))
    assert {finding.target for finding in found} == {"Lab"}
    assert found[0].until == pytest.approx(now, abs=HOUR)


def test_closed_nights_are_usual_and_two_weeks_are_needed():
    spans, now = hospital(0)
    assert outages.looks(spans.take(spans.opened < 0), now, queues.LONDON) == []
    short = spans.take(spans.opened < queues.START + 10 * DAY)
    assert told(outages.looks(short, now, ZoneInfo("UTC")), p=1) == []
