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
    every = maps.nodes(log.spans, edges, log.now)
    found = maps.chosen(every, edges, share, MOST)
    core = found if share <= MAIN else maps.chosen(every, edges, MAIN, MOST)
    main = _main(core, found)
    ways = [
        shapes.Way(edge.source, edge.target, edge.count, _label(edge), edge in main)
        for edge in found.edges
    ]
    try:
        picture = figure.draw(_stages(found.nodes), ways + _ends(core, found))
    except graphviz.NoLayout:
        picture = None
    return Map(
        picture=picture,
        lines=_lines(log, picture, found.edges),
        nodes={node.stage: node for node in found.nodes},
        edges=len(found.edges),
        all_edges=len(edges),
        carried=found.carried if found.hand_overs else 0.0,
        hand_overs=found.hand_overs,
        intervals=log.intervals,
    )


def _main(core: maps.Map, found: maps.Map) -> set[analysis.Edge]:
    """Return the edges that make the layout: the core's, and each further stage's strongest."""
    main, placed = set(core.edges), {node.stage for node in core.nodes}
    for edge in found.edges:
        if edge.source != edge.target and not {edge.source, edge.target} <= placed:
            main.add(edge)
            placed |= {edge.source, edge.target}
    return main


def _stages(nodes: Sequence[maps.Node]) -> list[shapes.Stage]:
    named = [shapes.Stage(node.stage, node.stage, words.number(node.count)) for node in nodes]
    return [shapes.Stage(shapes.START), *named, shapes.Stage(shapes.END)]


def _label(edge: analysis.Edge) -> tuple[str, str]:
    if edge.wait_median_s is None:
        return words.number(edge.count), words.EMPTY
    precision = "s" if edge.wait_median_s < 60 else "min"
    middle = words.duration(edge.wait_median_s * SECOND, precision=precision)
    return words.number(edge.count), middle


def _ends(core: maps.Map, found: maps.Map) -> list[shapes.Way]:
    """Return the ways in and out; those of the core make the layout."""
    nodes = {node.stage: node for node in found.nodes}
    starts = [
        _way(shapes.START, stage, nodes[stage].starts, stage in core.starts)
        for stage in found.starts
    ]
    ends = [_way(stage, shapes.END, nodes[stage].ends, stage in core.ends) for stage in found.ends]
    return starts + ends


def _way(source: str, target: str, count: int, main: bool) -> shapes.Way:
    return shapes.Way(source, target, count, (words.number(count),), main)


def _lines(
    log: Log, picture: shapes.Picture | None, edges: Sequence[analysis.Edge]
) -> tuple[Line, ...]:
    """Return the lines to draw, the rare ones first so that frequent ones lie on top."""
    if picture is None:
        return ()
    middle = median([edge.wait_median_s for edge in edges if _is_timed(edge)] or [0])
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
    if not _is_timed(edge):
        return Line(curve, edge, 1, None, None)
    target = log.target(edge.source, edge.target)
    measure = middle if target is None else target.within_s
    return Line(curve, edge, step(edge.wait_median_s, measure), measure, target)


def _is_timed(edge: analysis.Edge) -> bool:
    return not edge.away and edge.wait_median_s is not None


def step(wait_s: float, measure_s: float) -> int:
    """Return how a wait compares with its target, or with the middle of all hand-overs."""
    if wait_s <= measure_s / 2:
        return CALM
    if wait_s <= measure_s:
        return FAIR
    return LONG if wait_s <= 2 * measure_s else VERY_LONG
