"""Filing: each hand-over under the phase in which its hours are spent.

Method: a hand-over belongs where the patient was during its first stage. One out of a stage that is
done wherever the patient is comes once for each phase, with the times it took there.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import flow, phases
from carepath.frames.spans import DEPARTMENT, WARD, Spans


def filed(
    spans: Spans, edges: Iterable[flow.Edge], now: int | None = None
) -> list[tuple[str, flow.Edge]]:
    """Return (phase, hand-over) of all hand-overs but those into or out of an away stage."""
    known, moving = phases.by_stage(spans), phases.moving(spans)
    wandering = {spans.stages[code] for code in np.flatnonzero(moving)}
    found = [
        (phases.between(known, edge.source, edge.target), edge)
        for edge in edges
        if not edge.away and edge.source not in wandering
    ]
    if not wandering:
        return found
    for phase in (DEPARTMENT, WARD):
        there = moving[spans.stage] & in_phase(spans, phase)
        found += [(phase, edge) for edge in flow.edges(spans, now, only=there) if not edge.away]
    return found


def in_phase(spans: Spans, phase: str) -> NDArray[np.bool_]:
    """Return during which rows the patient is there."""
    return phases.places(spans) == phases.PLACES.index(phase)
