"""Bars of time as SVG: care solid, waits hatched, time between events dotted, away grey.

Positions are percent, so a bar fits any width; what is drawn carries classes, never a style.
"""

from collections.abc import Iterable
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FILLS = {
    "stage": 'class="cp-f-care"',
    "care": 'class="cp-f-care"',
    "stay": 'class="cp-f-stay"',
    "wait": 'fill="url(#cp-p-wait)" class="cp-f-edge"',
    "gap": 'fill="url(#cp-p-gap)"',
    "between": 'fill="url(#cp-p-between)"',
    "away": 'class="cp-f-away"',
}
"""How each kind of time is filled; the patterns stand once a page (components/patterns.html)."""


class Piece(Protocol):
    """A stretch of a bar: its kind (of FILLS), from x over width, in percent."""

    kind: str
    x: float
    width: float


def rects(pieces: Iterable[Piece], *, height: int, top: int = 0) -> SafeString:
    """Return the rectangles of these pieces."""
    return mark_safe(  # noqa: S308 - numbers and our own fills
        "".join(
            f'<rect x="{piece.x:g}%" y="{top}" width="{piece.width:g}%" height="{height}" '
            f"{FILLS[piece.kind]}/>"
            for piece in pieces
        )
    )


def marks(ticks: Iterable[float], *, height: int) -> SafeString:
    """Return a tick at each of these places (percent)."""
    lines = (
        f'<line class="cp-tick cp-tick-thin" x1="{x:g}%" x2="{x:g}%" y1="0" y2="{height}"/>'
        for x in ticks
    )
    return mark_safe("".join(lines))  # noqa: S308 - numbers only


def bar(
    pieces: Iterable[Piece], *, label: str, height: int = 8, ticks: Iterable[float] = ()
) -> SafeString:
    """Return a bar of these pieces that says in words what it shows; ticks are events."""
    return format_html(
        '<svg class="cp-timebar" width="100%" height="{0}" role="img" aria-label="{1}">'
        '<title>{1}</title><rect class="cp-track" width="100%" height="{0}"/>{2}{3}</svg>',
        height,
        label,
        rects(pieces, height=height),
        marks(ticks, height=height),
    )
