"""The one theme of all figures: colours, fonts, bands of uncertainty, hatching.

Colours are written as their light value; the page swaps each for its dark twin (`PAIRS`), so one
figure serves both. Traces and layouts are plain dictionaries in Plotly's own words: building them
costs microseconds, and a test may hand them to `plotly.graph_objects.Figure`, which validates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

PAIRS = {
    "ink": ("#17212c", "#e4eaf0"),
    "ink_soft": ("#4b5867", "#a9b6c4"),
    "grid": ("#e3e8ee", "#2a3541"),
    "line": ("#8a96a5", "#66778a"),
    "surface": ("#fffffe", "#171f27"),
    "accent": ("#0b6780", "#55bcd8"),
    "care": ("#17809b", "#3f9fbb"),
    "stay": ("#6b7fa6", "#7f94c0"),
    "wait": ("#b96f00", "#dd9a35"),
    "wait_soft": ("#fbe7c4", "#43300f"),
    "between": ("#7b8794", "#8b98a6"),
    "away": ("#c9d0d8", "#3a4652"),
    "calm": ("#2b6e4f", "#74c69d"),
    "watch": ("#855600", "#e3b341"),
    "high": ("#ad4310", "#f2935c"),
    "critical": ("#ad1f1f", "#f58b85"),
    # Steps of one hue for heatmaps and maps, from little to much.
    "step_0": ("#f4f7f9", "#18222b"),
    "step_1": ("#d5e8ee", "#17404c"),
    "step_2": ("#9fcdda", "#1c6276"),
    "step_3": ("#5aa9bf", "#2f89a3"),
    "step_4": ("#1f7f9a", "#57b2cb"),
    "step_5": ("#084f63", "#a5def0"),
    # Telling a few things apart, safe for common colour blindness.
    "one": ("#0f7590", "#4fb0cb"),
    "two": ("#b3620a", "#e39a4a"),
    "three": ("#5a56a5", "#9d99e0"),
    "four": ("#3c7d3f", "#7fc182"),
    "five": ("#a03a6b", "#e084b0"),
}
"""Name -> (light, dark). Each light value is unique: it is the key of the swap."""

FONT = (
    '-apple-system, "Segoe UI", Roboto, Ubuntu, "Noto Sans", "Liberation Sans", Arial, sans-serif'
)
STEPS = ("step_0", "step_1", "step_2", "step_3", "step_4", "step_5")
SERIES = ("one", "two", "three", "four", "five")
HEIGHTS = (160, 240, 320, 400, 480, 560, 640)
"""Heights in pixels that the page keeps room for before a figure is drawn."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with all a page shows of it: traces, layout, a summary in words, the data.

    `key` is unique on the page and names the downloads. `head` carries units ("Wait, h"). `links`
    holds an address per point (trace by trace, in the order of its points) that a click opens.
    """

    key: str
    traces: list[dict[str, Any]]
    layout: dict[str, Any]
    summary: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    links: Sequence[Sequence[str]] = field(default_factory=tuple)

    @property
    def height(self) -> int:
        return self.layout["height"]


def colour(name: str) -> str:
    """Return the light value of a colour; the page swaps it in the dark."""
    return PAIRS[name][0]


def clear(name: str, alpha: float) -> str:
    """Return a colour with its opacity as eight hex digits; swapped in the dark like the rest."""
    return f"{colour(name)}{round(alpha * 255):02x}"


def scale(steps: Sequence[str] = STEPS) -> list[list[Any]]:
    """Return a continuous colour scale over these steps, from little to much."""
    return [[index / (len(steps) - 1), colour(step)] for index, step in enumerate(steps)]


def whole(most: int) -> dict[str, Any]:
    """Return an axis of counts from nothing on: so few are told apart one by one, not by halves."""
    return {"rangemode": "tozero"} | ({"dtick": 1} if most <= 5 else {})


def hatched(name: str = "wait") -> dict[str, Any]:
    """Return the marker of a bar that is waiting (or predicted): hatched on its soft ground."""
    soft = f"{name}_soft" if f"{name}_soft" in PAIRS else "surface"
    return {
        "color": colour(soft),
        "line": {"color": colour(name), "width": 1},
        "pattern": {"shape": "/", "size": 6, "solidity": 0.35, "fgcolor": colour(name)},
    }


def band(
    x: Sequence[Any], low: Sequence[float], high: Sequence[float], *, name: str, of: str = "one"
) -> list[dict[str, Any]]:
    """Return the two traces of a band of uncertainty between `low` and `high`."""
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "type": "scatter"}
    fill = {"fill": "tonexty", "fillcolor": clear(of, 0.18)}
    return [
        edge | {"x": list(x), "y": list(low), "showlegend": False},
        edge | {"x": list(x), "y": list(high), "name": name} | fill,
    ]


def layout(*, x: str, y: str, height: int = 320, **more: Any) -> dict[str, Any]:
    """Return a layout with axis titles (units in them), our fonts, and no chrome.

    `height` is one of HEIGHTS. What is in `more` wins; axes are merged, not replaced.
    """
    if height not in HEIGHTS:
        raise ValueError(f"height: one of {HEIGHTS}")
    ground: dict[str, Any] = {
        "height": height,
        "autosize": True,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": colour("ink_soft")},
        "hoverlabel": _hover(),
        "hovermode": "closest",
        "dragmode": False,
        "bargap": 0.25,
        "separators": ".,",
        "showlegend": False,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "xaxis": axis(x) | more.pop("xaxis", {}),
        "yaxis": axis(y) | more.pop("yaxis", {}),
    }
    return ground | more


def axis(title: str) -> dict[str, Any]:
    """Return an axis with this title, quiet lines and room made by itself."""
    return {
        "title": {"text": title, "standoff": 8, "font": {"color": colour("ink_soft")}},
        "automargin": True,
        "gridcolor": colour("grid"),
        "linecolor": colour("line"),
        "zeroline": False,
        "ticks": "",
        "tickfont": {"color": colour("ink_soft")},
        "fixedrange": True,
    }


def marks(annotations: Sequence[tuple[Any, Any, str]]) -> dict[str, Any]:
    """Return the layout parts that show annotated periods (start, end, text) behind the traces."""
    shapes = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "x0": start, "x1": end, "y0": 0, "y1": 1,
            "fillcolor": clear("watch", 0.12), "line": {"width": 0}, "layer": "below",
        }
        for start, end, _ in annotations
    ]  # fmt: skip
    texts = [
        {
            "x": start, "y": 1, "xref": "x", "yref": "paper", "xanchor": "left", "yanchor": "top",
            "text": text, "showarrow": False, "font": {"size": 11, "color": colour("watch")},
        }
        for start, _, text in annotations
    ]  # fmt: skip
    return {"shapes": shapes, "annotations": texts}


def _hover() -> dict[str, Any]:
    return {
        "bgcolor": colour("surface"),
        "bordercolor": colour("line"),
        "font": {"family": FONT, "size": 12, "color": colour("ink")},
        "align": "left",
    }
