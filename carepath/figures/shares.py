"""Shares over time with their intervals, and lines that mark when something began."""

from collections.abc import Sequence

from carepath.figures import theme


def trend(
    labels: Sequence[str],
    shares: Sequence[float],
    bounds: tuple[Sequence[float], Sequence[float]],
    counts: Sequence[tuple[int, int]],
    *,
    titles: tuple[str, str, str, str],
    summary: str,
    marks: Sequence[tuple[str, str]] = (),
) -> theme.Drawing:
    """Return shares (0 to 1) with their 95 % limits; `counts` are (k, n) of each.

    `titles` name the axis of time, the share, the interval and the counts; `marks` are
    (label, text) of moments that a dotted line stands at.
    """
    time, share, interval, of = titles
    low, high = bounds
    percent = [round(100 * value, 1) for value in shares]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(labels),
        "y": percent,
        "name": share,
        "line": {"color": theme.colour("one"), "width": 2},
        "marker": {"size": 6},
        "customdata": [f"{k} / {n}" for k, n in counts],
        "hovertemplate": "%{x} · %{y} % (%{customdata})<extra></extra>",
    }
    edges = ([round(100 * value, 1) for value in side] for side in (low, high))
    traces = [*theme.band(labels, *edges, name=interval), line]
    layout = theme.layout(
        x=time,
        y=f"{share}, %",
        height=240,
        yaxis={"range": [0, 100]},
        xaxis={"type": "date"},
        **_lines(marks),
    )
    rows = [
        [label, value, f"{round(100 * a, 1)}–{round(100 * b, 1)}", f"{k} / {n}"]
        for label, value, a, b, (k, n) in zip(labels, percent, low, high, counts, strict=True)
    ]
    head = [time, f"{share}, %", f"{interval}, %", of]
    return theme.Drawing("trend", traces, layout, summary, head, rows)


def _lines(marks: Sequence[tuple[str, str]]) -> dict:
    shapes = [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": label, "x1": label, "y0": 0,
            "y1": 1, "line": {"color": theme.colour("watch"), "width": 2, "dash": "dot"},
        }
        for label, _text in marks
    ]  # fmt: skip
    texts = theme.marks([(label, label, text) for label, text in marks])["annotations"]
    return {"shapes": shapes, "annotations": texts}
