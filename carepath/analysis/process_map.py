"""Process map: which stages and hand-overs to draw so that the main way can be read.

Method: the most frequent hand-overs that together carry the wished share of all, and the stages
they touch, from left to right by the middle of their relative positions in the journey. Positions
on the page are not decided here. Reference: docs/algorithms/process_map.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import flow, tracks
from carepath.frames.spans import DEPARTMENT, Spans


@dataclass(frozen=True, slots=True)
class Node:
    """A stage: how often it occurs, in how many journeys, how many begin and end with it.

    `place` is the middle of its positions from 0 (first) to 1 (last); `loops` counts direct
    repetitions, drawn or not.
    """

    stage: str
    phase: str
    count: int
    journeys: int
    starts: int
    ends: int
    loops: int
    place: float


@dataclass(frozen=True, slots=True)
class Map:
    """Nodes from left to right and edges by frequency; `carried` is the share of hand-overs drawn.

    `hidden` edges and `hidden_nodes` stages were left out.
    """

    nodes: tuple[Node, ...]
    edges: tuple[flow.Edge, ...]
    carried: float
    hand_overs: int
    hidden: int
    hidden_nodes: int


def process_map(
    spans: Spans,
    edges: Sequence[flow.Edge],
    share: float = 0.8,
    now: int | None = None,
    lens: str = tracks.ACTIVITY,
) -> Map:
    """Return the map with just enough edges to carry `share` (0 to 1) of the hand-overs."""
    kept = carrying(edges, share)
    names = {edge.source for edge in kept} | {edge.target for edge in kept}
    every = nodes(spans, edges, now, lens)
    drawn = [node for node in every if node.stage in names or (share >= 1 or not edges)]
    total = sum(edge.count for edge in edges)
    carried = sum(edge.count for edge in kept) / total if total else 1.0
    hidden = len(edges) - len(kept), len(every) - len(drawn)
    return Map(tuple(drawn), tuple(kept), carried, total, *hidden)


def carrying(edges: Sequence[flow.Edge], share: float) -> list[flow.Edge]:
    """Return the fewest edges that carry the share, most frequent first; ties by names."""
    ordered = sorted(edges, key=lambda edge: (-edge.count, edge.source, edge.target))
    wanted, carried, kept = share * sum(edge.count for edge in edges), 0, []
    for edge in ordered:
        if carried >= wanted - 1e-9:
            break
        kept.append(edge)
        carried += edge.count
    return kept


def nodes(
    spans: Spans,
    edges: Sequence[flow.Edge],
    now: int | None = None,
    lens: str = tracks.ACTIVITY,
) -> list[Node]:
    """Return every stage that occurs, from left to right."""
    track = tracks.track(spans, lens, now)
    k = len(spans.stages)
    counts = np.bincount(track.stage, minlength=k)
    starts, ends = _ends(track, k)
    journeys, places = _journeys(track, k), _places(track, counts)
    phases = spans.phases or (DEPARTMENT,) * k
    loops = {edge.source: edge.count for edge in edges if edge.source == edge.target}
    found = [
        Node(
            spans.stages[code],
            phases[code] or DEPARTMENT,
            count=int(counts[code]),
            journeys=int(journeys[code]),
            starts=int(starts[code]),
            ends=int(ends[code]),
            loops=loops.get(spans.stages[code], 0),
            place=float(places[code]),
        )
        for code in np.flatnonzero(counts).tolist()
    ]
    return sorted(found, key=lambda node: (node.place, -node.count, node.stage))


def _ends(track: tracks.Track, k: int) -> tuple[NDArray, NDArray]:
    filled = np.diff(track.offsets) > 0
    first, last = track.offsets[:-1][filled], track.offsets[1:][filled] - 1
    return (np.bincount(track.stage[rows], minlength=k) for rows in (first, last))


def _journeys(track: tracks.Track, k: int) -> NDArray[np.int64]:
    seen = np.zeros((len(track.offsets) - 1, k), bool)
    seen[track.journey, track.stage] = True
    return seen.sum(axis=0)


def _places(track: tracks.Track, counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the median relative position of each stage; a lone span stands at the start."""
    lengths = np.diff(track.offsets)
    place = np.arange(track.n) - np.repeat(track.offsets[:-1], lengths)
    relative = place / np.maximum(np.repeat(lengths, lengths) - 1, 1)
    relative = relative.astype(np.float32)[np.argsort(track.stage, kind="stable")]
    middle, start = np.zeros(len(counts), np.float32), 0
    for code, count in enumerate(counts.tolist()):
        if count:
            middle[code] = np.median(relative[start : start + count])
            start += count
    return middle
