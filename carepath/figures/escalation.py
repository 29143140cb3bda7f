"""Escalation levels over time, as step lines; unknown is a gap on the ground, never a low level."""

from collections.abc import Sequence

from carepath.figures import theme

_DASHES = ("solid", "dot")


def levels(
    lines: Sequence[tuple[str, Sequence[str], Sequence[int]]],
    *,
    titles: tuple[str, str],
    ticks: Sequence[str],
    summary: str,
) -> theme.Drawing:
    """Return a step line for each (name, moments, level from then on); `ticks` name the levels from
    unknown (0) on."""
    time, level = titles
    traces = []
    for place, (name, moments, found) in enumerate(lines):
        colour = theme.colour(theme.SERIES[place])
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": name, "x": list(moments),
                "y": list(found), "text": [ticks[one] for one in found],
                "hovertemplate": "%{x}<br>%{text}",
                "line": {"shape": "hv", "width": 2, "color": colour, "dash": _DASHES[place % 2]},
            }
        )  # fmt: skip
    places = list(range(len(ticks)))
    yaxis = {"range": [-0.3, len(ticks) - 0.7], "tickvals": places, "ticktext": list(ticks)}
    layout = theme.layout(
        x=time, y=level, height=240, xaxis={"type": "date"}, yaxis=yaxis,
        showlegend=len(lines) > 1,
    )  # fmt: skip
    rows = [
        [name, at, ticks[one]]
        for name, moments, found in lines
        for at, one in zip(moments, found, strict=True)
    ]
    return theme.Drawing("levels", traces, layout, summary, ["", time, level], rows)
