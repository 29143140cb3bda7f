"""The small hospital's series and pairs, calm and troubled, made once for all tests."""

from functools import cache

from carepath.analysis import milestones, series
from carepath.frames.moments import MINUTE
from tests.analysis import queues


@cache
def hospital(seed, planted=False, a_day=260, stream=0.0):
    """(spans, now) of 60 days, all troubles planted or none."""
    troubles = queues.ALL if planted else None
    return queues.hospital(seed, a_day=a_day, troubles=troubles, stream=stream)


@cache
def pairs(seed, planted=False):
    spans, now = hospital(seed, planted)
    return [milestones.between(spans, "Stroke alert", "CT", now, 45 * MINUTE)]


@cache
def all_series(seed, planted=False):
    spans, now = hospital(seed, planted)
    return series.series(spans, pairs(seed, planted), now, queues.LONDON)


def told(looks, p=0.001):
    """The findings of looks this improbable, by p."""
    found = sorted((look for look in looks if look.finding), key=lambda look: look.p)
    return [look.finding for look in found if look.p <= p]
