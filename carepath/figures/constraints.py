"""How full each resource of a unit was, hour by hour, with a ring around the one that bound."""

from collections.abc import Sequence
from math import isinf
from typing import Any

from carepath.figures import theme

MOST = 150.0
"""Percent at which the scale ends; what is not there at all is drawn as that."""


def timeline(
    names: Sequence[str],
    hours: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    bound: Sequence[str | None],
    *,
    titles: tuple[str, str, str, str],
    summary: str,
) -> theme.Drawing:
    """Return use over limit by resource and hour (None = nobody waited for it), and the name that
    bound in each hour; `titles` name hour, resource, share and what binds."""
    hour, resource, share, binds = titles
    percent = [[_percent(one) for one in row] for row in shares]
    cells = {
        "type": "heatmap",
        "x": list(hours),
        "y": list(names),
        "z": percent,
        "colorscale": theme.scale(),
        "zmin": 0,
        "zmax": max([100.0, *(one for row in percent for one in row if one is not None)]),
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "hovertemplate": f"%{{y}} · %{{x}} · %{{z}} % {share}<extra></extra>",
        "colorbar": _bar(f"{share}, %"),
    }
    marked = [(at, name) for at, name in zip(hours, bound, strict=True) if name is not None]
    rings = {
        "type": "scatter",
        "mode": "markers",
        "x": [at for at, _name in marked],
        "y": [name for _at, name in marked],
        "name": binds,
        "marker": {
            "symbol": "circle",
            "size": 11,
            "color": theme.colour("surface"),
            "line": {"color": theme.colour("high"), "width": 3},
        },
        "hovertemplate": f"%{{x}}: %{{y}} {binds}<extra></extra>",
    }
    layout = theme.layout(
        x=hour,
        y=resource,
        height=_height(len(names)),
        xaxis={"type": "category", "showgrid": False, "dtick": 3},
        yaxis={"autorange": "reversed", "showgrid": False, "title": {"text": ""}},
    )
    rows: list[list[Any]] = [
        [at, name or "–", *(row[place] for row in percent)]
        for place, (at, name) in enumerate(zip(hours, bound, strict=True))
    ]
    head = [hour, binds, *(f"{name}, %" for name in names)]
    return theme.Drawing("constraints", [cells, rings], layout, summary, head, rows)


def _percent(share: float | None) -> float | None:
    if share is None:
        return None
    return MOST if isinf(share) else round(100 * share, 1)


def _height(rows: int) -> int:
    return next(one for one in theme.HEIGHTS if one >= min(640, 120 + 40 * rows))


def _bar(title: str) -> dict:
    return {
        "title": {"text": title, "side": "right", "font": {"color": theme.colour("ink_soft")}},
        "thickness": 10,
        "outlinewidth": 0,
        "tickfont": {"color": theme.colour("ink_soft")},
    }
