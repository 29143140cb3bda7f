"""Rare ways as thin arcs between boxes that already have their place; they move nothing.

An arc bends to the left of its direction, so that the way back does not hide it.
"""

from collections.abc import Sequence
from math import hypot

from carepath.figures.shapes import Box, Curve, Picture, Way

BEND = 0.16
"""How far an arc bends, as a part of its length."""
HEAD_PX = 6
PAD_PX = 6
Point = tuple[float, float]


def arc(way: Way, source: Box, target: Box, width: float) -> Curve:
    """Return the arc from box to box, or the loop above one box."""
    points = _loop(source) if way.source == way.target else _bow(source, target)
    begin, first, second, tip = points
    path = f"M{_text(begin)} C{_text(first)} {_text(second)} {_text(_back(second, tip))}"
    return Curve(way.source, way.target, path, _head(second, tip), width, (), tuple(points))


def framed(width: float, height: float, boxes: Sequence[Box], curves: Sequence[Curve]) -> Picture:
    """Return the picture with a margin, large enough for arcs that leave the layout's frame."""
    points = [point for curve in curves for point in curve.reach] + [(0, 0), (width, height)]
    across, down = [x for x, _y in points], [y for _x, y in points]
    left, top = min(across) - PAD_PX, min(down) - PAD_PX
    right, bottom = max(across) + PAD_PX, max(down) + PAD_PX
    return Picture(left, top, right - left, bottom - top, tuple(boxes), tuple(curves))


def _bow(source: Box, target: Box) -> tuple[Point, Point, Point, Point]:
    across, down = target.x - source.x, target.y - source.y
    side = BEND * across, BEND * down
    first = source.x + across / 3 + side[1], source.y + down / 3 - side[0]
    second = source.x + across * 2 / 3 + side[1], source.y + down * 2 / 3 - side[0]
    return _border(source, first), first, second, _border(target, second)


def _loop(box: Box) -> tuple[Point, Point, Point, Point]:
    left, right, rise = box.x - 12, box.x + 12, box.top - 34
    return (left, box.top), (left - 6, rise), (right + 6, rise), (right, box.top)


def _border(box: Box, towards: Point) -> Point:
    """Return where the straight line from the middle of the box leaves it."""
    across, down = towards[0] - box.x, towards[1] - box.y
    reach = max(abs(across) / (box.width / 2), abs(down) / (box.height / 2), 1e-9)
    return box.x + across / reach, box.y + down / reach


def _back(before: Point, tip: Point) -> Point:
    """Return the point a head's length before the tip."""
    length = hypot(tip[0] - before[0], tip[1] - before[1]) or 1
    part = HEAD_PX / length
    return tip[0] - (tip[0] - before[0]) * part, tip[1] - (tip[1] - before[1]) * part


def _head(before: Point, tip: Point) -> str:
    base = _back(before, tip)
    aside = (tip[1] - base[1]) / 2.2, (base[0] - tip[0]) / 2.2
    left, right = (base[0] + aside[0], base[1] + aside[1]), (base[0] - aside[0], base[1] - aside[1])
    return " ".join(_text(point) for point in (left, tip, right))


def _text(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
