"""Shapes of a drawn map: boxes and curves, in the words of SVG."""

from dataclasses import dataclass

START, END = "", "\0"
"""Keys of the two round boxes."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A box to draw: its name in lines, and a line beneath."""

    key: str
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A line to draw, from one box to another; `count` decides its width, `label` stands on it.

    Only a `main` way decides where boxes stand and carries its label; the others are thin arcs, so
    that showing more of them moves nothing.
    """

    source: str
    target: str
    count: int
    label: tuple[str, ...] = ()
    main: bool = True


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn box: its middle, size, and lines of text with their heights."""

    key: str
    x: float
    y: float
    width: float
    height: float
    texts: tuple[tuple[float, str], ...]
    note: tuple[float, str] | None

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawn line: path and arrow head in SVG's words, width in px, lines of its label.

    `reach` holds points that its frame must hold, where it may leave the layout's own.
    """

    source: str
    target: str
    path: str
    head: str
    width: float
    texts: tuple[tuple[float, float, str], ...]
    reach: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn map; sizes in px, (x, y) its upper left corner. `curves` keep the ways' order."""

    x: float
    y: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
