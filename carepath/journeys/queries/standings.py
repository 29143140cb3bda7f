"""How one journey stands among comparable ones: the closed journeys of the same source."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from carepath.analysis import flow
from carepath.frames.moments import OPEN
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


def standing(journey: Journey, us: int, *, by: Any) -> Standing | None:
    """Return how a journey of this length stands; None with too few to compare."""
    spans = store.spans(by=by, source=journey.source.name)
    others = spans.journey_id[flow.is_closed(spans)] != journey.pk
    lengths = flow.lengths(spans)[others]
    if len(lengths) < FEWEST:
        return None
    return Standing(int(np.count_nonzero(lengths < us)), len(lengths), round(np.median(lengths)))


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
