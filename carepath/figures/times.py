"""Times over weeks or months: the middle with its interval, the slowest tenth, and what went on."""

from collections.abc import Sequence

from carepath.figures import marks, theme
from carepath.figures.marks import Marker


def trend(
    labels: Sequence[str],
    middles: Sequence[float],
    bounds: tuple[Sequence[float | None], Sequence[float | None]],
    tails: Sequence[float | None],
    counts: Sequence[int],
    *,
    titles: tuple[str, str, str, str, str],
    unit: str,
    summary: str,
    markers: Sequence[Marker] = (),
) -> theme.Drawing:
    """Return middles in `unit` by day label with their limits; None = too few to say.

    `titles` name the axis of time, the middle, its interval, the 90 % line and the counts.
    """
    time, middle, interval, tail, count = titles
    low, high = bounds
    # Without an interval the band closes on the middle: nothing is claimed there.
    edges = (
        [m if limit is None else limit for m, limit in zip(middles, side, strict=True)]
        for side in (low, high)
    )
    hover = f"%{{x}} · %{{y}} {unit} (%{{customdata}})<extra></extra>"
    line = {
        "type": "scatter", "mode": "lines+markers", "x": list(labels), "y": list(middles),
        "name": middle, "line": {"color": theme.colour("one"), "width": 2},
        "marker": {"size": 6}, "customdata": list(counts), "hovertemplate": hover,
    }  # fmt: skip
    slow = {
        "type": "scatter", "mode": "lines+markers", "x": list(labels), "y": list(tails),
        "name": tail, "line": {"color": theme.colour("two"), "width": 1.5, "dash": "dash"},
        "marker": {"size": 5, "symbol": "diamond"}, "customdata": list(counts),
        "hovertemplate": hover,
    }  # fmt: skip
    layout = theme.layout(
        x=time, y=f"{middle}, {unit}", height=320, yaxis={"rangemode": "tozero"},
        xaxis={"type": "date"}, showlegend=True, **marks.over(markers),
    )  # fmt: skip
    head = [time, f"{middle}, {unit}", f"{interval}, {unit}", f"{tail}, {unit}", count]
    rows = [
        [label, m, "–" if a is None else f"{a}–{b}", t, n]
        for label, m, a, b, t, n in zip(labels, middles, low, high, tails, counts, strict=True)
    ]
    traces = [*theme.band(labels, *edges, name=interval), line, slow]
    return theme.Drawing("weeks", traces, layout, summary, head, rows)
