"""Escalation levels over time, as step lines; unknown is grey and dotted on the ground, never a
level."""

from collections.abc import Sequence
from typing import Any

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
        look = {"width": 2, "color": colour, "dash": _DASHES[place % 2]}
        grey = {"width": 2, "color": theme.colour("between"), "dash": "dot"}
        known, unknown = _pieces(moments, found, True), _pieces(moments, found, False)
        traces.append(_line(*known, name, look, ticks))
        if any(one is not None for one in unknown[1]):
            traces.append(_line(*unknown, ticks[0], grey, ticks) | {"showlegend": False})
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


def _pieces(
    moments: Sequence[str], found: Sequence[int], known: bool
) -> tuple[list[str | None], list[int | None]]:
    """Return the stretches of known levels, or of unknown ones, each ended by a gap."""
    x: list[str | None] = []
    y: list[int | None] = []
    for place, one in enumerate(found):
        if bool(one) != known:
            continue
        end = moments[min(place + 1, len(moments) - 1)]
        goes_on = place + 1 < len(found) and bool(found[place + 1]) == known
        x += [moments[place], end, *([] if goes_on else [None])]
        y += [one, one, *([] if goes_on else [None])]
    return x, y


def _line(
    x: list[str | None], y: list[int | None], name: str, line: dict[str, Any], ticks: Sequence[str]
) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": x, "y": y,
        "text": ["" if one is None else ticks[one] for one in y],
        "hovertemplate": "%{x}<br>%{text}", "line": line, "connectgaps": False,
    }  # fmt: skip
