"""Tables: segments of many journeys as columns, and the columns they are computed from.

Assumption: stages are codes by rank of name inside the computation, codes of the spans' dictionary
outside. Reference: docs/algorithms/waits.md.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.segments import KINDS, RELATIONS

Ints = NDArray[np.int64]
NONE = -1
KIND = {name: code for code, name in enumerate(KINDS)}
RELATION = {name: code for code, name in enumerate(RELATIONS)}


class Columns(NamedTuple):
    """Segments of many journeys: position, stretch, codes of KINDS and RELATIONS, and the stage as
    a code of the spans' dictionary (-1 before the close or the next step)."""

    journey: NDArray[np.int32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.uint8]
    relation: NDArray[np.uint8]
    stage: NDArray[np.int32]

    @property
    def us(self) -> NDArray[np.int64]:
        return self.end - self.start

    def where(self, rows: NDArray) -> "Columns":
        """Return these rows alone."""
        return Columns(*(column[rows] for column in self))

    def clip(self, lo: int, hi: int) -> "Columns":
        """Return the parts within [lo, hi)."""
        start, end = np.maximum(self.start, lo), np.minimum(self.end, hi)
        return self._replace(start=start, end=end).where(start < end)


class World(NamedTuple):
    """The cleaned rows of one lens: journey, rank of the stage by name, stretch within the journey,
    parent row (NONE = none), depth, whether a point, and the declared wait (requested to began)."""

    journey: Ints
    stage: Ints
    start: Ints
    end: Ints
    parent: Ints
    depth: Ints
    mark: NDArray[np.bool_]
    requested: Ints
    began: Ints


class Context(NamedTuple):
    """What holds for all: bounds of journeys, whether open, away by rank, and the kind of log."""

    lo: Ints
    hi: Ints
    live: NDArray[np.bool_]
    away: NDArray[np.bool_]
    intervals: bool


class Holes(NamedTuple):
    """Uncovered stretches: journey, from, to, rank of the stage that follows (NONE = none)."""

    journey: Ints
    start: Ints
    end: Ints
    stage: Ints


def part(
    journey: Ints, start: Ints, end: Ints, kind: Ints, relation: str | Ints, stage: Ints
) -> Columns:
    """Return columns of their own types; one word stands for the relation of all rows."""
    if isinstance(relation, str):
        relation = np.full(len(journey), RELATION[relation])
    kinds, relations = kind.astype(np.uint8), relation.astype(np.uint8)
    return Columns(journey.astype(np.int32), start, end, kinds, relations, stage.astype(np.int32))


def joined(parts: Sequence[Columns]) -> Columns:
    """Return the rows of all parts, one part after the other."""
    return Columns(*(np.concatenate(column) for column in zip(*parts, strict=True)))
