"""The scale of a journey is one, whoever draws by it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.figures import waterfall
from carepath.frames.moments import HOUR, MINUTE, to_us
from carepath.journeys import queries
from carepath.journeys.models import Journey
from carepath.journeys.queries import scales
from tests.factories import AT
from tests.journeys.worlds import points, ward

ZONE = ZoneInfo("Europe/Amsterdam")
LATER = AT + timedelta(days=30)


@pytest.mark.django_db
@pytest.mark.parametrize("straight", [False, True])
@pytest.mark.parametrize("window", [None, (0, HOUR), (5 * MINUTE, 40 * MINUTE)])
@pytest.mark.parametrize("world", [lambda: ward(1), lambda: points(1)])
def test_it_is_the_scale_of_the_waterfall(world, straight, window):
    world()
    journey = Journey.objects.select_related("source", "site").get()
    trace = queries.trace(journey, now=LATER)
    drawn = queries.drawn(trace, now=LATER, zone=ZONE, straight=straight, window=window)
    found = queries.scale(
        queries.spans_of(journey), now=to_us(LATER), straight=straight, window=window
    )
    assert (found.start, found.end) == (drawn.start, drawn.end)
    folds = [(piece.x, piece.width, piece.us) for piece in drawn.breaks]
    assert [(fold.x, fold.width, fold.end - fold.start) for fold in found.folds] == folds
    assert [(at, found.x(at)) for at, _x in drawn.ticks] == drawn.ticks


def test_a_window_is_cut_to_the_journey_and_an_empty_one_is_none():
    assert scales.cut(100, 900, None) == (100, 900)
    assert scales.cut(100, 900, (50, 10_000)) == (150, 900)
    assert scales.cut(100, 900, (950, 990)) == (100, 900)


def test_quiet_stretches_fold_unless_the_true_scale_is_asked_for():
    moments = np.array([0, HOUR, 200 * HOUR], np.int64)
    asked = {"straight": False, "window": None}
    assert scales.between(0, 201 * HOUR, moments, **asked).folds
    true = scales.between(0, 201 * HOUR, moments, **asked | {"straight": True})
    assert true.folds == waterfall.straight(0, 201 * HOUR).folds == ()
