"""The process map: which stages and hand-overs, how wide, how bad, and where on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import get_language

from carepath.analysis import flow as analysis
from carepath.analysis import process_map as maps
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log
from carepath.figures import graphviz, shapes
from carepath.figures import process_map as figure
from carepath.frames.mapping import Target
from carepath.frames.moments import SECOND
from carepath.ui import words

MOST = 240
"""Lines a map draws at most; the table beneath holds the rest."""
MAIN = 0.8
"""Ways beyond this share are drawn thin into the picture that these make."""
CALM, FAIR, LONG, VERY_LONG = 1, 2, 3, 4
"""Steps of waiting: up to half of the measure, up to it, up to twice, beyond."""
AWAY = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn hand-over, or the way into the first or out of the last stage (then without edge)."""

    curve: shapes.Curve
    edge: analysis.Edge | None
    step: int | None
    measure_s: float | None
    target: Target | None


@dataclass(frozen=True, slots=True)
class Map:
    """What the page draws. `picture` is None where no layout was found; the table says the same."""

    picture: shapes.Picture | None
    lines: tuple[Line, ...]
    nodes: dict[str, maps.Node]
    edges: int
    all_edges: int
    carried: float
    hand_overs: int
    intervals: bool

    @property
    def heaviest(self) -> analysis.Edge | None:
        """Return the drawn hand-over with the most patient-hours in the hospital."""
        edges = [line.edge for line in self.lines if line.edge and not line.edge.away]
        return max(edges, key=lambda edge: edge.wait_total_s, default=None)


def process_map(log: Log, share: float = 0.8) -> Map:
    """Return the map with just enough hand-overs to carry the share (0 to 1) of all."""
    return log.recall(("map", round(share, 3), get_language()), lambda: _drawn(log, share))


def _drawn(log: Log, share: float) -> Map:
    edges = flow.edges(log)
    found = maps.process_map(log.spans, edges, share, log.now)
    kept = list(found.edges[:MOST])
    kept += _tied(found.nodes, kept, edges)
    ends = _ends(found.nodes, share)
    main = _main(kept, min(share, MAIN) * found.hand_overs)
    ways = [
        shapes.Way(edge.source, edge.target, edge.count, _label(edge), edge in main)
        for edge in kept
    ]
    try:
        picture = figure.draw(_stages(found.nodes), ways + ends)
    except graphviz.NoLayout:
        picture = None
    return Map(
        picture=picture,
        lines=_lines(log, picture, kept),
        nodes={node.stage: node for node in found.nodes},
        edges=len(kept),
        all_edges=len(edges),
        carried=sum(edge.count for edge in kept) / max(found.hand_overs, 1),
        hand_overs=found.hand_overs,
        intervals=log.intervals,
    )


def _tied(
    nodes: Sequence[maps.Node], kept: Sequence[analysis.Edge], edges: Sequence[analysis.Edge]
) -> list[analysis.Edge]:
    """Return, for each stage that is drawn with loops alone, its strongest tie to another one."""
    drawn = {node.stage for node in nodes}
    tied = {
        end for edge in kept if edge.source != edge.target for end in (edge.source, edge.target)
    }
    found = []
    for edge in edges:
        ends = {edge.source, edge.target}
        if len(ends) == 2 and ends <= drawn and ends - tied:
            found.append(edge)
            tied |= ends
    return found


def _main(edges: Sequence[analysis.Edge], wanted: float) -> set[analysis.Edge]:
    """Return the edges that make the layout: the most frequent, and each stage's strongest."""
    carried, main, placed = 0, set(), set()
    for edge in edges:
        if carried < wanted or (
            edge.source != edge.target and not {edge.source, edge.target} <= placed
        ):
            main.add(edge)
            placed |= {edge.source, edge.target}
        carried += edge.count
    return main


def _stages(nodes: Sequence[maps.Node]) -> list[shapes.Stage]:
    named = [shapes.Stage(node.stage, node.stage, words.number(node.count)) for node in nodes]
    return [shapes.Stage(shapes.START), *named, shapes.Stage(shapes.END)]


def _label(edge: analysis.Edge) -> tuple[str, str]:
    precision = "s" if edge.wait_median_s < 60 else "min"
    middle = words.duration(edge.wait_median_s * SECOND, precision=precision)
    return words.number(edge.count), middle


def _ends(nodes: Sequence[maps.Node], share: float) -> list[shapes.Way]:
    """Return the ways in and out, the most frequent that together carry the share."""
    starts = _carrying([(node.starts, node.stage) for node in nodes], share)
    ends = _carrying([(node.ends, node.stage) for node in nodes], share)
    ways = [_way(shapes.START, stage, count, main) for count, stage, main in starts]
    return ways + [_way(stage, shapes.END, count, main) for count, stage, main in ends]


def _way(source: str, target: str, count: int, main: bool) -> shapes.Way:
    return shapes.Way(source, target, count, (words.number(count),), main)


def _carrying(counted: list[tuple[int, str]], share: float) -> list[tuple[int, str, bool]]:
    """Return (count, stage, whether among the main ones) of the fewest that carry the share."""
    total, carried, kept = sum(count for count, _stage in counted), 0, []
    for count, stage in sorted(counted, reverse=True):
        if not count or carried >= share * total:
            break
        kept.append((count, stage, carried < MAIN * total))
        carried += count
    return kept


def _lines(
    log: Log, picture: shapes.Picture | None, edges: Sequence[analysis.Edge]
) -> tuple[Line, ...]:
    """Return the lines to draw, the rare ones first so that frequent ones lie on top."""
    if picture is None:
        return ()
    middle = median([edge.wait_median_s for edge in edges if not edge.away] or [0])
    lines = []
    for index, curve in enumerate(picture.curves):
        edge = edges[index] if index < len(edges) else None
        lines.append(_line(log, curve, edge, middle))
    return tuple(sorted(lines, key=lambda line: line.curve.width))


def _line(log: Log, curve: shapes.Curve, edge: analysis.Edge | None, middle: float) -> Line:
    if edge is None:
        return Line(curve, None, None, None, None)
    if edge.away:
        return Line(curve, edge, AWAY, None, None)
    target = log.target(edge.source, edge.target)
    measure = middle if target is None else target.within_s
    return Line(curve, edge, step(edge.wait_median_s, measure), measure, target)


def step(wait_s: float, measure_s: float) -> int:
    """Return how a wait compares with its target, or with the middle of all hand-overs."""
    if wait_s <= measure_s / 2:
        return CALM
    if wait_s <= measure_s:
        return FAIR
    return LONG if wait_s <= 2 * measure_s else VERY_LONG
