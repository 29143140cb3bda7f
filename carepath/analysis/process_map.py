"""Process map: which stages and hand-overs to draw so that the main way can be read.

Method: the most frequent hand-overs that together carry the wished share of all, and the stages
they touch, from left to right by the middle of their relative positions in the journey; then the
most frequent ways that put each drawn stage on a way from a start to an end. Positions on the page
are not decided here. Reference: docs/algorithms/process_map.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

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


START, END = "", "\0"
"""Where journeys come from and go to, as ends of a line; no stage is called so."""
Line = tuple[str, str]
"""From where to where; START and END count."""


@dataclass(frozen=True, slots=True)
class Map:
    """Nodes from left to right and edges by frequency; `carried` is the share of hand-overs drawn.

    `starts` and `ends` are the stages with a line from the start or to the end, most frequent
    first. `hidden` edges and `hidden_nodes` stages were left out.
    """

    nodes: tuple[Node, ...]
    edges: tuple[flow.Edge, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
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
    """Return the map that carries `share` (0 to 1) of the hand-overs and has no dead ends."""
    return chosen(nodes(spans, edges, now, lens), edges, share)


def chosen(
    every: Sequence[Node], edges: Sequence[flow.Edge], share: float, most: int | None = None
) -> Map:
    """Return the same from all nodes; at most so many edges for the share, if given."""
    counts = _lines(every, edges)
    kept = carrying(edges, share)[:most]
    stages = {end for edge in kept for end in (edge.source, edge.target)}
    if share >= 1 or not edges:
        stages = {node.stage for node in every}
    drawn = {(edge.source, edge.target) for edge in kept}
    drawn |= set(_gates(counts, START, stages, share)) | set(_gates(counts, END, stages, share))
    drawn |= _ways(drawn, stages, counts)
    shown = [edge for edge in _ordered(edges) if (edge.source, edge.target) in drawn]
    stages |= {end for line in drawn for end in line}
    total, carried = sum(edge.count for edge in edges), sum(edge.count for edge in shown)
    return Map(
        nodes=tuple(node for node in every if node.stage in stages),
        edges=tuple(shown),
        starts=tuple(target for source, target in _by_count(drawn, counts) if source == START),
        ends=tuple(source for source, target in _by_count(drawn, counts) if target == END),
        carried=carried / total if total else 1.0,
        hand_overs=total,
        hidden=len(edges) - len(shown),
        hidden_nodes=len(every) - len(stages - {START, END}),
    )


def _lines(every: Sequence[Node], edges: Sequence[flow.Edge]) -> dict[Line, int]:
    """Return how often each line is taken, also from the start and to the end."""
    counts = {(edge.source, edge.target): edge.count for edge in edges}
    counts |= {(START, node.stage): node.starts for node in every if node.starts}
    return counts | {(node.stage, END): node.ends for node in every if node.ends}


def _by_count(lines: Collection[Line], counts: Mapping[Line, int]) -> list[Line]:
    return sorted(lines, key=lambda line: (-counts[line], line))


def _gates(
    counts: Mapping[Line, int], gate: str, stages: Collection[str], share: float
) -> list[Line]:
    """Return the fewest lines from the start or to the end that carry the share of its journeys."""
    lines = [line for line in counts if gate in line]
    wanted, carried, kept = share * sum(counts[line] for line in lines), 0, []
    for line in _by_count(lines, counts):
        if carried >= wanted - 1e-9:
            break
        carried += counts[line]
        if stages.issuperset(set(line) - {gate}):
            kept.append(line)
    return kept


def _ways(drawn: Collection[Line], stages: Collection[str], counts: Mapping[Line, int]) -> set:
    """Return the lines to add so that each stage lies on a way from the start to the end."""
    added = _joined(START, set(drawn), stages, counts)
    touched = {*stages, *(end for line in added for end in line)} - {START}
    back = {line[::-1]: count for line, count in counts.items()}
    reverse = _joined(END, {line[::-1] for line in {*drawn, *added}}, touched, back)
    return added | {line[::-1] for line in reverse}


def _joined(
    origin: str, drawn: set[Line], stages: Collection[str], counts: Mapping[Line, int]
) -> set[Line]:
    """Return the lines to add so that each stage can be reached; the most frequent way of each."""
    before, added = _widest(origin, counts), set()
    reached = _reached(origin, drawn)
    for stage in sorted(stages):
        at = stage
        while at not in reached and at in before:
            added.add((before[at], at))
            at = before[at]
        if added:
            reached = _reached(origin, drawn | added)
    return added


def _reached(origin: str, lines: Collection[Line]) -> set[str]:
    after: dict[str, list[str]] = {}
    for source, target in lines:
        after.setdefault(source, []).append(target)
    reached, open_ends = {origin}, [origin]
    while open_ends:
        fresh = set(after.get(open_ends.pop(), ())) - reached
        reached |= fresh
        open_ends += fresh
    return reached


def _widest(origin: str, counts: Mapping[Line, int]) -> dict[str, str]:
    """Return what stands before each stage on its widest way, whose rarest line is frequent most.

    Of ways equally wide the one of fewer lines wins, then the names decide.
    """
    after: dict[str, list[tuple[str, int]]] = {}
    for (source, target), count in counts.items():
        after.setdefault(source, []).append((target, count))
    before: dict[str, str] = {}
    waiting, done = [(0, 0, origin, origin)], set()
    while waiting:
        width, steps, at, source = heappop(waiting)
        if at in done:
            continue
        done.add(at)
        before[at] = source
        for target, count in after.get(at, ()):
            limit = count if at == origin else min(-width, count)
            heappush(waiting, (-limit, steps + 1, target, at))
    return before


def _ordered(edges: Sequence[flow.Edge]) -> list[flow.Edge]:
    return sorted(edges, key=lambda edge: (-edge.count, edge.source, edge.target))


def carrying(edges: Sequence[flow.Edge], share: float) -> list[flow.Edge]:
    """Return the fewest edges that carry the share, most frequent first; ties by names."""
    wanted, carried, kept = share * sum(edge.count for edge in edges), 0, []
    for edge in _ordered(edges):
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
