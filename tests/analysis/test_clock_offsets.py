import numpy as np

from carepath.analysis import clock_offsets
from carepath.frames.spans import empty
from tests.analysis import queues
from tests.analysis.troubled import hospital, told


def test_two_late_or_early_clocks_are_found_with_their_offset():
    spans, now = hospital(1, planted=True)
    found = told(clock_offsets.looks(spans, now, queues.LONDON))
    offsets = {finding.place: finding for finding in found}
    assert set(offsets) == {4, 12}
    xray, ward = offsets[4], offsets[12]
    assert xray.low <= -7 <= xray.high
    assert ward.low <= 14 <= ward.high
    assert max(xray.high - xray.low, ward.high - ward.low) < 1


def test_clocks_that_agree_are_silent():
    for seed in range(4):
        spans, now = hospital(seed)
        assert told(clock_offsets.looks(spans, now, queues.LONDON), p=0.05) == []


def test_of_a_large_log_a_part_tells_the_same(monkeypatch):
    spans, now = hospital(1, planted=True)
    whole = told(clock_offsets.looks(spans, now, queues.LONDON))
    monkeypatch.setattr(clock_offsets, "MOST_SPANS", spans.n_spans // 2)
    assert clock_offsets.one_in(spans) in (2, 3)
    part = told(clock_offsets.looks(spans, now, queues.LONDON))
    assert {one.place for one in part} == {one.place for one in whole}
    for one, other in zip(part, whole, strict=True):
        assert abs(one.effect - other.effect) < 0.5
        assert one.n < 0.7 * other.n
        assert abs(one.hours / other.hours - 1) < 0.1


def test_a_slow_unit_is_no_clock():
    spans, now = queues.hospital(1, a_day=260, troubles=queues.Troubles(ward_transport=25))
    assert told(clock_offsets.looks(spans, now, queues.LONDON), p=0.05) == []


def test_without_units_there_is_nothing_to_look_at():
    spans, now = hospital(0)
    nowhere = spans.take(np.arange(200))
    nowhere.unit[:] = -1
    assert clock_offsets.looks(nowhere, now, queues.LONDON) == []
    assert clock_offsets.looks(empty(["a"]), now, queues.LONDON) == []
