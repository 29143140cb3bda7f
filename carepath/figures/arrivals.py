"""Arrivals by weekday and hour, as a heatmap."""

from collections.abc import Sequence

from numpy.typing import NDArray

from carepath.figures import theme


def heatmap(
    counts: NDArray,
    *,
    days: Sequence[str],
    titles: tuple[str, str, str],
    summary: str,
    links: Sequence[Sequence[str]] = (),
) -> theme.Drawing:
    """Return the counts, shape (7, 24), Monday on top; `titles` name hour, weekday and count."""
    hour, weekday, count = titles
    hours = [f"{hour:02}" for hour in range(24)]
    trace = {
        "type": "heatmap",
        "x": hours,
        "y": list(days),
        "z": counts.tolist(),
        "colorscale": theme.scale(),
        "zmin": 0,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": f"%{{y}} %{{x}}:00 · %{{z}} {count}<extra></extra>",
        "colorbar": _bar(count),
    }
    layout = theme.layout(
        x=hour,
        y=weekday,
        height=320,
        xaxis={"type": "category", "showgrid": False, "dtick": 2},
        yaxis={"autorange": "reversed", "showgrid": False, "title": {"text": ""}},
    )
    rows = [[day, *row] for day, row in zip(days, counts.tolist(), strict=True)]
    return theme.Drawing("arrivals", [trace], layout, summary, [weekday, *hours], rows, [links])


def _bar(title: str) -> dict:
    return {
        "title": {"text": title, "side": "right", "font": {"color": theme.colour("ink_soft")}},
        "thickness": 10,
        "outlinewidth": 0,
        "tickfont": {"color": theme.colour("ink_soft")},
    }
