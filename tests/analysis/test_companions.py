import numpy as np
import pytest

from carepath.analysis.companions import companions
from carepath.frames.moments import MINUTE
from carepath.frames.spans import empty
from tests.bottlenecks.worlds import spans_of

BLOODS = [(0, "Triage"), (MINUTE, "CRP"), (MINUTE, "Lactate"), (9 * MINUTE, "Ward")]


def test_stages_done_at_once_belong_together():
    assert companions(spans_of(*[BLOODS] * 20)) == [("CRP", "Lactate")]


def test_a_few_times_say_nothing():
    assert companions(spans_of(*[BLOODS] * 19)) == []


@pytest.mark.parametrize(("apart", "together"), [(20, [("CRP", "Lactate")]), (21, [])])
def test_half_of_the_rarer_ones_instants_is_enough(apart, together):
    alone = [(0, "Triage"), (MINUTE, "CRP"), (2 * MINUTE, "Lactate")]
    assert companions(spans_of(*[BLOODS] * 20, *[alone] * apart)) == together


def test_pairs_connect_to_groups():
    left = [(0, "A"), (0, "B")]
    right = [(0, "B"), (0, "C")]
    assert companions(spans_of(*[left] * 20, *[right] * 20)) == [("A", "B", "C")]


def test_repeats_at_one_instant_count_once():
    double = [(0, "CRP"), (0, "CRP")]
    assert companions(spans_of(*[double] * 50)) == []


def test_days_say_nothing_about_instants():
    spans = spans_of(*[BLOODS] * 20)
    days = np.full(spans.n_spans, 3, np.uint8)
    assert companions(type(spans)(**{**fields(spans), "precision": days})) == []


def fields(spans):
    return {name: getattr(spans, name) for name in spans.__slots__}


def test_nothing_has_no_companions():
    assert companions(empty()) == []
