"""A history with branches as rows and lanes: one row a node, each line in a lane of its own.

Nodes come newest first, every node before the ones it comes from. A node stands in the first lane
that waits for it; other lanes that wait for it end there. Its line to where it comes from goes on
in its lane, a line to where it came from earlier (before it was rebased) in another, dashed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 8
"""Lanes drawn at most; what would stand further out is drawn in the last."""

End = tuple[int, bool]
"""A lane, and whether the line in it is dashed."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its key, what it comes from (None = nothing), and what it came from earlier."""

    key: int
    parent: int | None
    earlier: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What is drawn beside a node in `lane`: lines that pass `through` from top to bottom, lines
    that come `into` it from the top, lines that go `out` of it to the bottom."""

    key: int
    lane: int
    through: tuple[End, ...]
    into: tuple[End, ...]
    out: tuple[End, ...]

    @property
    def lanes(self) -> int:
        """Return how many lanes wide it is."""
        used = (lane for lane, _dashed in (*self.through, *self.into, *self.out))
        return max([self.lane, *used]) + 1


def rows(nodes: Sequence[Node]) -> list[Row]:
    """Return the row of each node, in their order."""
    waiting: list[tuple[int, bool] | None] = []
    known = {node.key for node in nodes}
    return [_row(node, waiting, known) for node in nodes]


def _row(node: Node, waiting: list[tuple[int, bool] | None], known: set[int]) -> Row:
    """Return the row of a node and leave in `waiting` what each lane waits for below it."""
    mine = [at for at, one in enumerate(waiting) if one is not None and one[0] == node.key]
    into = tuple((_seen(at), waiting[at][1]) for at in mine)
    through = tuple(
        (_seen(at), one[1]) for at, one in enumerate(waiting) if one is not None and at not in mine
    )
    for at in mine:
        waiting[at] = None
    lane = mine[0] if mine else _free(waiting)
    out = []
    if node.parent in known:
        out.append(_wait(waiting, lane, node.parent, dashed=False))
    for key in node.earlier:
        if key in known:
            beside = lane if not out else _free(waiting)
            out.append(_wait(waiting, beside, key, dashed=True))
    return Row(node.key, _seen(lane), through, into, tuple(out))


def _wait(waiting: list[tuple[int, bool] | None], lane: int, key: int, *, dashed: bool) -> End:
    waiting.extend([None] * (lane + 1 - len(waiting)))
    waiting[lane] = (key, dashed)
    return _seen(lane), dashed


def _free(waiting: Sequence[tuple[int, bool] | None]) -> int:
    return next((at for at, one in enumerate(waiting) if one is None), len(waiting))


def _seen(lane: int) -> int:
    return min(lane, MOST - 1)
