"""What was going on, drawn behind figures over time: lines of moments, bands of periods.

What comes into force is a dotted line, what is taken out dashed, what was stopped solid; each
carries its words, so that it is told apart without colour. Marks of one day share a line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carepath.figures import theme

NOTE, BEGAN, ENDED, ROLLED_BACK, STOPPED = "note", "began", "ended", "rolled_back", "stopped"
LOOKS = {
    NOTE: ("ink_soft", "dot", ""),
    BEGAN: ("accent", "dot", "▶ "),
    ENDED: ("ink_soft", "dash", "▪ "),
    ROLLED_BACK: ("high", "dash", "↩ "),
    STOPPED: ("critical", "solid", "■ "),
}
"""Kind to colour, dash and sign."""
_WORST = (NOTE, BEGAN, ENDED, ROLLED_BACK, STOPPED)
LONGEST = 44
"""Characters of a mark's words beside its line; the summary says them whole."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What began and ended when, on the clock of the figure; a moment where both are equal."""

    starts_at: datetime
    ends_at: datetime
    text: str
    kind: str = NOTE


def over(markers: Sequence[Marker]) -> dict[str, Any]:
    """Return the layout parts (shapes, annotations) that show the markers on an axis of dates."""
    moments = [one for one in markers if one.starts_at == one.ends_at]
    periods = [one for one in markers if one.starts_at != one.ends_at]
    bands = theme.marks([(_x(one.starts_at), _x(one.ends_at), _short(one)) for one in periods])
    days: dict[str, list[Marker]] = {}
    for one in moments:
        days.setdefault(_x(one.starts_at)[:10], []).append(one)
    lines = [_line(day) for day in days.values()]
    return {
        "shapes": bands["shapes"] + [shape for shape, _text in lines],
        "annotations": bands["annotations"] + [text for _shape, text in lines],
    }


def _line(day: Sequence[Marker]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the line and the words of the marks of one day; the gravest decides the look."""
    kind = max((one.kind for one in day), key=_WORST.index)
    colour, dash, _sign = LOOKS[kind]
    x = _x(day[0].starts_at)
    shape = {
        "type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
        "line": {"color": theme.colour(colour), "width": 2, "dash": dash},
    }  # fmt: skip
    # Upright words: marks of neighbouring weeks would lie on each other side by side.
    text = {
        "x": x, "y": 1, "xref": "x", "yref": "paper", "xanchor": "right", "yanchor": "top",
        "text": _cut(" · ".join(_short(one) for one in day)), "textangle": -90, "showarrow": False,
        "font": {"size": 11, "color": theme.colour(colour)},
    }  # fmt: skip
    return shape, text


def _short(one: Marker) -> str:
    return f"{LOOKS[one.kind][2]}{one.text}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _x(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def told(markers: Iterable[Marker]) -> list[tuple[str, str]]:
    """Return (day, words) of each marker, as a summary says them."""
    return [(f"{one.starts_at:%Y-%m-%d}", one.text) for one in markers]
