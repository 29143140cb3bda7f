"""What is foretold, drawn as what it is: dashed or hatched, and never without its intervals."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from carepath.figures import theme

BANDS = ((0, 8, 0.10), (2, 6, 0.16), (3, 5, 0.22))
"""Places of a band's ends among nine quantiles, and how solid it is: 95, 80 and 50 %."""
MIDDLE = 4


def fan(
    ends: Sequence[str],
    quantiles: NDArray,
    mean: Sequence[float],
    short: Sequence[float],
    *,
    staffed: float | None,
    past: tuple[Sequence[str], Sequence[float]],
    came: tuple[Sequence[str], Sequence[float]],
    titles: dict[str, str],
    summary: str,
) -> theme.Drawing:
    """Return beds needed at the end of each hour: bands around a dashed middle, what was before
    and what came since as a solid line, and the staffed beds.

    `quantiles` (hours, 9) are those of `forecasts.SHARES`; `titles` name time, beds, middle,
    each band (95, 80, 50), past, came, staffed, mean and chance.
    """
    line = {"type": "scatter", "mode": "lines"}
    traces: list[dict[str, Any]] = []
    for (low, high, alpha), name in zip(BANDS, ("95", "80", "50"), strict=True):
        below, above = theme.band(
            ends, quantiles[:, low].tolist(), quantiles[:, high].tolist(), name=titles[name]
        )
        shape = {"shape": "hv"}
        below["line"] = below["line"] | shape
        above |= {"line": above["line"] | shape, "fillcolor": theme.clear("one", alpha)}
        traces += [below, above]
    middle = {"width": 2, "dash": "dash", "color": theme.colour("one"), "shape": "hv"}
    traces.append(line | {"x": list(ends), "y": quantiles[:, MIDDLE].tolist(),
                          "name": titles["middle"], "line": middle})  # fmt: skip
    solid = {"width": 2, "color": theme.colour("ink"), "shape": "hv"}
    traces.append(line | {"x": list(past[0]), "y": list(past[1]), "name": titles["past"],
                          "line": solid})  # fmt: skip
    if len(came[0]):
        after = {"width": 2, "color": theme.colour("two"), "shape": "hv"}
        traces.append(line | {"x": list(came[0]), "y": list(came[1]), "name": titles["came"],
                              "line": after})  # fmt: skip
    if staffed is not None:
        both = [*past[0][:1], *ends[-1:]] if len(past[0]) else [ends[0], ends[-1]]
        dotted = {"width": 2, "dash": "dot", "color": theme.colour("high")}
        traces.append(line | {"x": both, "y": [staffed] * 2, "name": titles["staffed"],
                              "line": dotted})  # fmt: skip
    layout = theme.layout(
        x=titles["time"], y=titles["beds"], height=400, xaxis={"type": "date"},
        yaxis={"rangemode": "tozero"}, showlegend=True,
    )  # fmt: skip
    head = [titles["time"], titles["mean"], titles["middle"], titles["80"], titles["95"],
            titles["chance"]]  # fmt: skip
    rows = [
        [end, f"{average:.1f}", int(q[4]), f"{int(q[2])}–{int(q[6])}", f"{int(q[0])}–{int(q[8])}",
         f"{100 * chance:.0f} %"]
        for end, average, q, chance in zip(ends, mean, quantiles, short, strict=True)
    ]  # fmt: skip
    return theme.Drawing("demand", traces, layout, summary, head, rows)


def hourly(
    starts: Sequence[str],
    mean: Sequence[float],
    quantiles: NDArray,
    *,
    came: Sequence[float | None],
    titles: dict[str, str],
    summary: str,
    ticks: str = "%H:%M",
) -> theme.Drawing:
    """Return counts expected in each hour (or longer window) as hatched bars with their central
    80 %, and points for what came; `titles` name time, count, mean, 80, 95 and came, `ticks` how
    moments are written."""
    low, high = quantiles[:, 2], quantiles[:, 6]
    bars = {
        "type": "bar", "x": list(starts), "y": [round(float(one), 2) for one in mean],
        "name": titles["mean"], "marker": theme.hatched("one"),
        "error_y": {
            "type": "data", "symmetric": False, "color": theme.colour("ink_soft"), "thickness": 1.2,
            "width": 3, "array": [max(float(h - m), 0) for h, m in zip(high, mean, strict=True)],
            "arrayminus": [max(float(m - q), 0) for q, m in zip(low, mean, strict=True)],
        },
        "hovertemplate": f"%{{x|{ticks}}} · %{{y}}<extra></extra>",
    }  # fmt: skip
    traces = [bars]
    if any(one is not None for one in came):
        traces.append({
            "type": "scatter", "mode": "markers", "x": list(starts), "y": list(came),
            "name": titles["came"], "marker": {"color": theme.colour("two"), "size": 8,
                                               "symbol": "diamond"},
        })  # fmt: skip
    layout = theme.layout(
        x=titles["time"], y=titles["count"], height=320, showlegend=True,
        xaxis={"type": "date", "tickformat": ticks}, yaxis=theme.whole(int(high.max(initial=0))),
    )  # fmt: skip
    head = [titles["time"], titles["mean"], titles["80"], titles["95"], titles["came"]]
    rows = [
        [start, f"{m:.1f}", f"{int(q[2])}–{int(q[6])}", f"{int(q[0])}–{int(q[8])}",
         "–" if c is None else int(c)]
        for start, m, q, c in zip(starts, mean, quantiles, came, strict=True)
    ]  # fmt: skip
    return theme.Drawing("hours", traces, layout, summary, head, rows)


def nights(
    days: Sequence[str],
    chance: Sequence[float],
    missing: Sequence[int],
    *,
    limit: float,
    titles: dict[str, str],
    summary: str,
) -> theme.Drawing:
    """Return the chance that each night was given, in per cent, as hatched bars, with a cross above
    those in which beds were missing; `titles` name day, chance, missing, and the crosses."""
    shown = [round(100 * float(one), 1) for one in chance]
    bars = {
        "type": "bar", "x": list(days), "y": shown, "name": titles["chance"],
        "marker": theme.hatched("high"), "hovertemplate": "%{x} · %{y} %<extra></extra>",
    }  # fmt: skip
    places = [place for place, one in enumerate(missing) if one]
    crosses = {
        "type": "scatter", "mode": "markers+text", "x": [days[place] for place in places],
        "y": [min(shown[place] + 6, 100) for place in places], "name": titles["short"],
        "text": [f"−{missing[place]}" for place in places], "textposition": "top center",
        "marker": {"symbol": "x", "size": 9, "color": theme.colour("critical")},
        "hovertemplate": "%{x} · %{text}<extra></extra>",
    }  # fmt: skip
    line = {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100 * limit, "y1": 100 * limit,
        "line": {"color": theme.colour("high"), "width": 1.5, "dash": "dot"},
    }  # fmt: skip
    layout = theme.layout(
        x=titles["day"], y=f"{titles['chance']}, %", height=320, xaxis={"type": "category"},
        yaxis={"range": [0, 112]}, shapes=[line], showlegend=True,
    )  # fmt: skip
    head = [titles["day"], titles["chance"], titles["missing"]]
    rows = [[d, f"{c:.1f} %", m] for d, c, m in zip(days, shown, missing, strict=True)]
    return theme.Drawing("nights", [bars, crosses], layout, summary, head, rows)


def chances(
    ends: Sequence[str], short: Sequence[float], *, limit: float, titles: tuple[str, str],
    summary: str,
) -> theme.Drawing:  # fmt: skip
    """Return the chance of each hour that beds are short, in per cent, as hatched bars with the
    line at which a warning is raised."""
    time, chance = titles
    shown = [round(100 * float(one), 1) for one in short]
    bars = {
        "type": "bar", "x": list(ends), "y": shown, "name": chance,
        "marker": theme.hatched("high"), "hovertemplate": "%{x|%a %H:%M} · %{y} %<extra></extra>",
    }  # fmt: skip
    line = {
        "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100 * limit, "y1": 100 * limit,
        "line": {"color": theme.colour("high"), "width": 1.5, "dash": "dot"},
    }  # fmt: skip
    layout = theme.layout(
        x=time, y=f"{chance}, %", height=240, xaxis={"type": "date"}, yaxis={"range": [0, 100]},
        shapes=[line],
    )  # fmt: skip
    rows = [[end, f"{one:.1f} %"] for end, one in zip(ends, shown, strict=True)]
    return theme.Drawing("chances", [bars], layout, summary, [time, chance], rows)
