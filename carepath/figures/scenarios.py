"""A hospital with changes beside the same hospital without: ranges, differences, distributions.

What was simulated is hollow or dashed, as all that did not happen; nothing is without its interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from carepath.figures import theme

ROOM = ((3, 240), (6, 320), (9, 400), (12, 480), (16, 560))
"""Height that so many lines need, in pixels; more need the highest."""
SIDES = ("between", "one", "two", "three", "four")
"""Colours: the hospital as it is, then each scenario."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the hospitals compared: its name, and of each line the middle with its interval."""

    name: str
    middle: Sequence[float | None]
    low: Sequence[float | None]
    high: Sequence[float | None]


def ranges(
    names: Sequence[str], sides: Sequence[Side], *, key: str, titles: tuple[str, str], summary: str
) -> theme.Drawing:
    """Return a point with its interval for each line and side, side by side; `titles` name the
    lines and the value with its unit."""
    what, value = titles
    traces = [_points(names, side, place) for place, side in enumerate(sides)]
    layout = _lying(value, len(names) * max(1, len(sides) - 1), scattermode="group")
    head = [what, *(f"{side.name}{part}" for side in sides for part in (f", {value}", " ≥", " ≤"))]
    rows = [
        [name, *(part[n] for side in sides for part in (side.middle, side.low, side.high))]
        for n, name in enumerate(names)
    ]
    return theme.Drawing(key, traces, layout, summary, head, rows)


def differences(
    names: Sequence[str],
    middle: Sequence[float],
    inner: Sequence[tuple[float, float]],
    outer: Sequence[tuple[float, float]],
    *,
    key: str,
    titles: tuple[str, str, str, str],
    summary: str,
) -> theme.Drawing:
    """Return what each line differs by, with an inner and an outer interval and a line at none;
    `titles` name the lines, the difference with its unit, and the two intervals."""
    what, value, within, around = titles
    base = {"type": "scatter", "mode": "lines", "y": [], "x": [], "hoverinfo": "skip"}
    thin = base | {"line": {"width": 2, "color": theme.colour("one")}, "name": around}
    wide = base | {"line": {"width": 7, "color": theme.clear("one", 0.45)}, "name": within}
    for trace, ends in ((thin, outer), (wide, inner)):
        trace["x"] = [one for low, high in ends for one in (low, high, None)]
        trace["y"] = [one for name in names for one in (name, name, None)]
    dots = {
        "type": "scatter", "mode": "markers", "x": list(middle), "y": list(names), "name": value,
        "marker": {"size": 9, "color": theme.colour("one")},
        "hovertemplate": f"%{{y}}: %{{x}} {value}<extra></extra>",
    }  # fmt: skip
    none = {
        "type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"width": 1, "dash": "dot", "color": theme.colour("ink_soft")},
    }  # fmt: skip
    layout = _lying(value, len(names), shapes=[none])
    head = [what, value, f"{within} ≥", f"{within} ≤", f"{around} ≥", f"{around} ≤"]
    rows = [[name, middle[n], *inner[n], *outer[n]] for n, name in enumerate(names)]
    return theme.Drawing(key, [thin, wide, dots], layout, summary, head, rows)


def spread(
    steps: Sequence[float],
    sides: Sequence[Side],
    *,
    key: str,
    titles: tuple[str, str],
    summary: str,
) -> theme.Drawing:
    """Return for each side the share (0 to 1) of cases within each step as a rising line in its
    band; `titles` name the step with its unit and the share."""
    across, up = titles
    bands = [
        trace | {"showlegend": False}
        for place, side in enumerate(sides)
        for trace in theme.band(
            steps, _percent(side.low), _percent(side.high), name=side.name, of=_colour(place)
        )
    ]
    lines = [
        {
            "type": "scatter", "mode": "lines", "x": list(steps), "y": _percent(side.middle),
            "name": side.name, "line": _line(place),
            "hovertemplate": f"{side.name}: %{{y}} % · %{{x}}<extra></extra>",
        }
        for place, side in enumerate(sides)
    ]  # fmt: skip
    head = [across, *(f"{side.name}{part}" for side in sides for part in ("", " ≥", " ≤"))]
    rows = [
        [step, *(_share(part[n]) for side in sides for part in (side.middle, side.low, side.high))]
        for n, step in enumerate(steps)
    ]
    return theme.Drawing(key, [*bands, *lines], _rising(across, up), summary, head, rows)


def _percent(shares: Sequence[float | None]) -> list[float | None]:
    return [None if one is None else round(100 * one, 1) for one in shares]


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def runs(
    sides: Sequence[tuple[str, Sequence[float]]],
    *,
    key: str,
    titles: tuple[str, str],
    summary: str,
) -> theme.Drawing:
    """Return for each side its runs (sorted values) as rising steps, from none of them to all;
    `titles` name the value with its unit and the share of runs."""
    across, up = titles
    traces = [
        {
            "type": "scatter", "mode": "lines", "x": list(values), "name": name,
            "y": [round(100 * (n + 1) / len(values), 1) for n in range(len(values))],
            "line": _line(place) | {"shape": "hv"},
            "hovertemplate": f"{name}: %{{y}} % · %{{x}}<extra></extra>",
        }
        for place, (name, values) in enumerate(sides)
    ]  # fmt: skip
    layout = _rising(across, up)
    head = [up, *(f"{name}, {across}" for name, _values in sides)]
    rows = [[n + 1, *each] for n, each in enumerate(zip(*(v for _n, v in sides), strict=True))]
    return theme.Drawing(key, traces, layout, summary, head, rows)


def _colour(place: int) -> str:
    return SIDES[place % len(SIDES)]


def _line(place: int) -> dict[str, Any]:
    return {
        "width": 2,
        "color": theme.colour(_colour(place)),
        "dash": "dot" if place == 0 else "solid",
    }


def _rising(across: str, up: str) -> dict[str, Any]:
    found = theme.layout(
        x=across, y=f"{up}, %", height=320, showlegend=True,
        yaxis={"range": [0, 101]}, xaxis={"rangemode": "tozero"},
    )  # fmt: skip
    found["legend"] |= {"traceorder": "normal"}  # bands would turn it round
    return found


def _points(names: Sequence[str], side: Side, place: int) -> dict[str, Any]:
    colour = theme.colour(_colour(place))
    known = [one is not None for one in side.middle]
    above, below = (
        [abs(a - b) if ok and a is not None else None
         for a, b, ok in zip(ends, side.middle, known, strict=True)]
        for ends in (side.high, side.low)
    )  # fmt: skip
    return {
        "type": "scatter", "mode": "markers", "x": list(side.middle), "y": list(names),
        "name": side.name, "orientation": "h", "offsetgroup": str(place),
        "marker": {"size": 9, "color": colour, "symbol": "circle-open" if place == 0 else "circle"},
        "error_x": {"type": "data", "symmetric": False, "array": above, "arrayminus": below,
                    "color": colour, "thickness": 2, "width": 0},
        "hovertemplate": f"%{{y}}, {side.name}: %{{x}}<extra></extra>",
    }  # fmt: skip


def _lying(value: str, lines: int, **more: Any) -> dict[str, Any]:
    height = next((height for most, height in ROOM if lines <= most), theme.HEIGHTS[-1])
    return theme.layout(
        x=value, y="", height=height, showlegend=True,
        yaxis={"type": "category", "autorange": "reversed", "title": {"text": ""}}, **more,
    )  # fmt: skip
