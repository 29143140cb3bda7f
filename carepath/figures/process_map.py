"""The process map as shapes of our own SVG, laid out from left to right by Graphviz' dot.

Boxes are stages, lines hand-overs: the width of a line is its frequency. Two boxes without text are
the start and the end. Nothing is computed here but lengths of text and curves.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from textwrap import wrap
from typing import Any

from carepath.figures import arcs, graphviz
from carepath.figures.shapes import Box, Curve, Picture, Stage, Way

POINTS = 72
NAME_PX, LABEL_PX = 13, 11
LINE_PX = 16
ROUND_PX = 26
WIDEST, THINNEST = 9.0, 1.2
_NARROW, _WIDE = set("iljtfI.,:;'|!()[] "), set("mwMW%@")


def draw(stages: Sequence[Stage], ways: Sequence[Way]) -> Picture:
    """Return the picture; stages stand in the order wished from left to right.

    graphviz.NoLayout if dot cannot lay it out.
    """
    return picture(graphviz.lay_out(dot(stages, ways)), stages, ways)


def dot(stages: Sequence[Stage], ways: Sequence[Way]) -> str:
    """Return the graph in dot's language: sizes and numbers only, never a name."""
    number = {stage.key: index for index, stage in enumerate(stages)}
    most = max((way.count for way in ways), default=1)
    lines = [
        "digraph {",
        "rankdir=LR; nodesep=0.25; ranksep=0.1; margin=0;",
        f"edge [fontsize={LABEL_PX} fontname=Helvetica];",
        "node [shape=box fixedsize=true];",
    ]
    for stage in stages:
        width, height = (side / POINTS for side in _size(stage))
        shape = "box" if stage.name else "circle"
        size = f"width={width:.3f} height={height:.3f} shape={shape}"
        lines.append(f"n{number[stage.key]} [{size}];")
    for index, way in enumerate(ways):
        ends = f"n{number[way.source]} -> n{number[way.target]}"
        if way.main:
            lines.append(f"{ends} [id=e{index} {_pull(way, most)}];")
    return "\n".join([*lines, "}"])


def _pull(way: Way, most: int) -> str:
    """Return how much a way decides on the layout, and the room its label and head need."""
    room = "\\n".join("0" * len(text) for text in way.label)
    head = f"arrowsize={0.5 + _width(way.count, most) / 9:.2f}"
    return f'weight={max(1, round(100 * way.count / most))} label="{room}" {head}'


def picture(layout: Mapping[str, Any], stages: Sequence[Stage], ways: Sequence[Way]) -> Picture:
    """Return the picture of dot's JSON: the same shapes with y growing downwards."""
    left, bottom, right, top = (float(part) for part in layout["bb"].split(","))
    places = {thing["name"]: thing["pos"] for thing in layout["objects"]}
    boxes = {}
    for index, stage in enumerate(stages):
        x, y = (float(part) for part in places[f"n{index}"].split(","))
        boxes[stage.key] = _box(stage, x - left, top - y)
    drawn = {edge["id"]: edge for edge in layout.get("edges", ())}
    most = max((way.count for way in ways), default=1)
    curves = []
    for index, way in enumerate(ways):
        width = _width(way.count, most)
        if way.main:
            curves.append(_curve(way, drawn[f"e{index}"], left, top, width))
        else:
            curves.append(arcs.arc(way, boxes[way.source], boxes[way.target], width))
    return arcs.framed(right - left, top - bottom, list(boxes.values()), curves)


def text_width(text: str, px: float) -> float:
    """Return about how wide a text is in a sans serif of this size, in px."""
    ems = (
        0.3 if c in _NARROW else 0.88 if c in _WIDE else 0.68 if c.isupper() else 0.57 for c in text
    )
    return px * sum(ems)


def name_lines(name: str) -> list[str]:
    """Return a stage's name in at most three lines, its end cut off if need be."""
    lines = wrap(name, 12, break_long_words=True) or [name]
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][:11] + "…"]


def _size(stage: Stage) -> tuple[float, float]:
    if not stage.name:
        return ROUND_PX, ROUND_PX
    lines = name_lines(stage.name)
    texts = [text_width(line, NAME_PX) for line in lines] + [text_width(stage.note, LABEL_PX)]
    return max(56, max(texts) + 24), LINE_PX * (len(lines) + bool(stage.note)) + 14


def _width(count: int, most: int) -> float:
    return THINNEST + (WIDEST - THINNEST) * sqrt(count / max(most, 1))


def _box(stage: Stage, x: float, y: float) -> Box:
    width, height = _size(stage)
    if not stage.name:
        return Box(stage.key, x, y, width, height, (), None)
    lines = name_lines(stage.name)
    first = y - LINE_PX * (len(lines) + bool(stage.note)) / 2 + NAME_PX - 1
    texts = tuple((first + LINE_PX * index, line) for index, line in enumerate(lines))
    note = (first + LINE_PX * len(lines), stage.note) if stage.note else None
    return Box(stage.key, x, y, width, height, texts, note)


def _curve(way: Way, edge: Mapping[str, Any], left: float, top: float, width: float) -> Curve:
    def place(point: Sequence[float]) -> str:
        return f"{point[0] - left:.1f},{top - point[1]:.1f}"

    path = " ".join(_bezier(edge["_draw_"], place))
    heads = [op["points"] for op in edge.get("_hdraw_", ()) if op["op"] == "P"]
    head = " ".join(place(point) for point in heads[0]) if heads else ""
    texts: tuple[tuple[float, float, str], ...] = ()
    if "lp" in edge:
        x, y = (float(part) for part in edge["lp"].split(","))
        first = top - y - (len(way.label) - 1) * (LABEL_PX + 2) / 2 + LABEL_PX * 0.36 - width / 2
        texts = tuple(
            (x - left, first + (LABEL_PX + 2) * index, text) for index, text in enumerate(way.label)
        )
    return Curve(way.source, way.target, path, head, width, texts)


def _bezier(operations: Sequence[Mapping[str, Any]], place: Any) -> Iterator[str]:
    for operation in operations:
        if operation["op"] in "bB":
            first, *rest = operation["points"]
            yield f"M{place(first)} C" + " ".join(place(point) for point in rest)
