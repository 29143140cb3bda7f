"""How full something is by weekday and hour, as a heatmap; hours in which nothing is there are
left empty."""

from collections.abc import Sequence
from math import isnan
from typing import Any

from carepath.figures import theme


def heatmap(
    shares: Sequence[Sequence[float]],
    *,
    key: str,
    days: Sequence[str],
    titles: tuple[str, str, str],
    summary: str,
) -> theme.Drawing:
    """Return the shares (0 to 1, NaN = nothing there), shape (7, 24), Monday on top; `titles` name
    hour, weekday and share."""
    hour, weekday, share = titles
    hours = [f"{hour:02}" for hour in range(24)]
    percent = [[None if isnan(one) else round(100 * one, 1) for one in row] for row in shares]
    most = max((one for row in percent for one in row if one is not None), default=0)
    trace = {
        "type": "heatmap",
        "x": hours,
        "y": list(days),
        "z": percent,
        "colorscale": theme.scale(),
        "zmin": 0,
        "zmax": max(100, most),
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "hovertemplate": f"%{{y}} %{{x}}:00 · %{{z}} % {share}<extra></extra>",
        "colorbar": _bar(f"{share}, %"),
    }
    layout = theme.layout(
        x=hour,
        y=weekday,
        height=320,
        xaxis={"type": "category", "showgrid": False, "dtick": 2},
        yaxis={"autorange": "reversed", "showgrid": False, "title": {"text": ""}},
    )
    rows: list[list[Any]] = [[day, *row] for day, row in zip(days, percent, strict=True)]
    head = [weekday, *(f"{one} h, %" for one in hours)]
    return theme.Drawing(key, [trace], layout, summary, head, rows)


def _bar(title: str) -> dict:
    return {
        "title": {"text": title, "side": "right", "font": {"color": theme.colour("ink_soft")}},
        "thickness": 10,
        "outlinewidth": 0,
        "tickfont": {"color": theme.colour("ink_soft")},
    }
