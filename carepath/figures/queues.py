"""How many wait for a stage when, as a step line; waiting is hatched everywhere."""

from collections.abc import Sequence

from carepath.figures import theme


def queue(
    at: Sequence[str], waiting: Sequence[int], *, titles: tuple[str, str], summary: str
) -> theme.Drawing:
    """Return the step line of a queue: each level holds from its moment on until the next."""
    time, name = titles
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": list(at),
        "y": list(waiting),
        "name": name,
        "line": {"shape": "hv", "width": 1.5, "color": theme.colour("wait")},
        "fill": "tozeroy",
        "fillcolor": theme.clear("wait", 0.12),
        "fillpattern": {"shape": "/", "size": 7, "solidity": 0.25, "fgcolor": theme.colour("wait")},
    }
    layout = theme.layout(
        x=time, y=name, height=320, xaxis={"type": "date"},
        yaxis=theme.whole(max(waiting, default=0)),
    )  # fmt: skip
    rows = [[moment, n] for moment, n in zip(at, waiting, strict=True)]
    return theme.Drawing("queue", [trace], layout, summary, [time, name], rows)
