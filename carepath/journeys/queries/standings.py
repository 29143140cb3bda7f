"""How one journey stands among comparable ones: the closed journeys of the same source."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import flow
from carepath.frames.moments import OPEN, to_us
from carepath.frames.spans import Spans
from carepath.journeys.models import Journey
from carepath.journeys.queries import store

FEWEST = 20
"""With fewer comparable journeys no share is shown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """This length is longer than `shorter` of `n` comparable journeys, whose middle is given."""

    shorter: int
    n: int
    median_us: int


def standing(journey: Journey, us: int, *, by: Any, now: datetime) -> Standing | None:
    """Return how a journey of this length stands; None with too few to compare."""
    spans = store.spans(by=by, source=journey.source.name)
    return standing_among(spans, journey.pk, us, to_us(now))


def standing_among(spans: Spans, journey: int, us: int, now: int) -> Standing | None:
    """Return the same among these spans, by the journey's id; the journey itself does not count."""
    _positions, lengths = others(spans, journey, now)
    if len(lengths) < FEWEST:
        return None
    return Standing(int(np.count_nonzero(lengths < us)), len(lengths), round(np.median(lengths)))


def others(spans: Spans, journey: int, now: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions and lengths of the other journeys that have a length."""
    positions = np.flatnonzero(flow.has_length(spans, now) & (spans.journey_id != journey))
    return positions, spans.closed[positions] - spans.opened[positions]


def usual(journey: Journey, stages: dict[str, int], *, by: Any) -> dict[int, int]:
    """Return by stage id after how long comparable journeys first reach it (median, microseconds).

    `stages` maps the names in this journey to their ids. Stages that fewer than FEWEST journeys
    reach are left out.
    """
    spans = store.spans(by=by, source=journey.source.name)
    found = {}
    for name, pk in stages.items():
        times = _first_reached(spans, name)
        if len(times) >= FEWEST:
            found[pk] = round(float(np.median(times)))
    return found


def _first_reached(spans: Spans, stage: str) -> np.ndarray:
    """Return after how long each journey first reaches the stage, for those that do."""
    if stage not in spans.stages:
        return np.empty(0, np.int64)
    code = spans.stages.index(stage)
    # Rows stand by journey and start: the first row of each journey is its first visit.
    rows = np.flatnonzero((spans.stage == code) & (spans.start != OPEN))
    journeys = np.searchsorted(spans.offsets, rows, side="right") - 1
    journeys, first = np.unique(journeys, return_index=True)
    return spans.start[rows[first]] - spans.opened[journeys]
