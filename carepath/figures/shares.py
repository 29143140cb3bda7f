"""Shares over time with their intervals, one line or a few, and marks of what went on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from carepath.figures import marks, theme
from carepath.figures.marks import Marker

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x")
"""Lines differ by dash and symbol as well as by colour."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line: shares (0 to 1) by label, their limits, and (k, n) of each."""

    name: str
    labels: Sequence[str]
    shares: Sequence[float]
    bounds: tuple[Sequence[float], Sequence[float]]
    counts: Sequence[tuple[int, int]]


def trend(
    series: Sequence[Series],
    *,
    key: str,
    titles: tuple[str, str, str],
    summary: str,
    markers: Sequence[Marker] = (),
) -> theme.Drawing:
    """Return one line a series with its band of uncertainty; at most five are told apart.

    `titles` name the axis of time, the share and its interval.
    """
    time, share, interval = titles
    traces = [trace for at, one in enumerate(series) for trace in _traces(one, at, interval)]
    layout = theme.layout(
        x=time,
        y=f"{share}, %",
        height=320,
        yaxis={"range": [0, 100]},
        xaxis={"type": "date"},
        showlegend=True,
        **marks.over(markers),
    )
    head = [time]
    for one in series:
        head += [f"{one.name}, %", f"{interval}, %", f"{one.name}, k / n"]
    return theme.Drawing(key, traces, layout, summary, head, _rows(series))


def _traces(one: Series, at: int, interval: str) -> list[dict[str, Any]]:
    colour = theme.SERIES[at % len(theme.SERIES)]
    low, high = ([_percent(value) for value in side] for side in one.bounds)
    band = theme.band(one.labels, low, high, name=f"{one.name}: {interval}", of=colour)
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(one.labels),
        "y": [_percent(value) for value in one.shares],
        "name": one.name,
        "line": {"color": theme.colour(colour), "width": 2, "dash": DASHES[at % len(DASHES)]},
        "marker": {"size": 7, "symbol": SYMBOLS[at % len(SYMBOLS)]},
        "customdata": [f"{k} / {n}" for k, n in one.counts],
        "hovertemplate": f"{one.name} · %{{x}} · %{{y}} % (%{{customdata}})<extra></extra>",
    }
    return [*({**trace, "showlegend": False} for trace in band), line]


def _rows(series: Sequence[Series]) -> list[list[Any]]:
    """Return a row a label, the cells of each series beside each other; what is not there is –."""
    known = [
        {
            label: [_percent(value), f"{_percent(a)}–{_percent(b)}", f"{k} / {n}"]
            for label, value, a, b, (k, n) in zip(
                one.labels, one.shares, *one.bounds, one.counts, strict=True
            )
        }
        for one in series
    ]
    labels = sorted({label for cells in known for label in cells})
    return [
        [label, *(cell for cells in known for cell in cells.get(label, ["–"] * 3))]
        for label in labels
    ]


def _percent(value: float) -> float:
    return round(100 * value, 1)
