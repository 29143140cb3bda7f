"""The history of a protocol as a graph: what comes from what, and where each was in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from carepath.figures import branches
from carepath.figures.branches import Node, Row
from carepath.protocols.models import Activation, Protocol, Version

PAGE = 25
MOST = 2_000
"""Versions that are laid out; older ones are reached by their number."""
SHOWN = 3
"""Times in force told beside a version; the table beneath tells all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A version, what is drawn beside it, what it was based on before, and where it was in force.

    `others` counts the times in force that are not in `activations`.
    """

    version: Version
    row: Row
    earlier: tuple[int, ...]
    activations: tuple[Activation, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Graph:
    """One page of the history, newest first; `before` is the number after which the next begins.

    `lanes` is how wide the page is drawn, `total` how many versions there are.
    """

    entries: tuple[Entry, ...]
    lanes: int
    total: int
    before: str


def graph(protocol: Protocol, *, before: str = "") -> Graph:
    """Return a page of a protocol's history; `before` names the version that the last page ended
    with."""
    known = list(protocol.versions.order_by("-number").values_list("pk", "number", "parent")[:MOST])
    numbers = {pk: number for pk, number, _parent in known}
    earlier = _earlier(protocol, numbers)
    order = _newest_first({pk: parent for pk, _number, parent in known}, numbers)
    drawn = branches.rows([Node(pk, parent, earlier.get(pk, ())) for pk, parent in order])
    start = 1 + next((at for at, row in enumerate(drawn) if str(numbers[row.key]) == before), -1)
    page = drawn[start : start + PAGE]
    entries = _entries(protocol, page, earlier, numbers)
    more = start + PAGE < len(drawn)
    return Graph(
        entries,
        max((row.lanes for row in page), default=1),
        len(drawn),
        str(numbers[page[-1].key]) if more else "",
    )


def _newest_first(
    parents: dict[int, int | None], numbers: dict[int, int]
) -> list[tuple[int, int | None]]:
    """Return (version, parent), newest first, each before what it comes from.

    A draft that was rebased may come from a version of a higher number: it stands above that.
    """
    ranks: dict[int, tuple[int, int]] = {}
    for pk in parents:
        way = []
        at: int | None = pk
        while at in parents and at not in ranks:
            way.append(at)
            at = parents[at]
        top, depth = ranks.get(at, (0, 0)) if at is not None else (0, 0)
        for one in reversed(way):
            top, depth = max(top, numbers[one]), depth + 1
            ranks[one] = top, depth
    order = sorted(parents, key=lambda pk: (*ranks[pk], numbers[pk]), reverse=True)
    return [(pk, parents[pk]) for pk in order]


def _earlier(protocol: Protocol, numbers: dict[int, int]) -> dict[int, tuple[int, ...]]:
    """Return the versions that each version came from before it was rebased."""
    kept = Version.history.filter(protocol=protocol.pk, id__in=list(numbers))
    pairs = kept.exclude(parent=None).order_by().values_list("id", "parent").distinct()
    now = dict(protocol.versions.values_list("pk", "parent"))
    found: dict[int, list[int]] = {}
    for pk, parent in sorted(pairs, key=lambda pair: numbers.get(pair[1], 0)):
        if parent != now.get(pk) and parent in numbers:
            found.setdefault(pk, []).append(parent)
    return {pk: tuple(parents) for pk, parents in found.items()}


def _entries(
    protocol: Protocol,
    page: Sequence[Row],
    earlier: dict[int, tuple[int, ...]],
    numbers: dict[int, int],
) -> tuple[Entry, ...]:
    keys = [row.key for row in page]
    versions = protocol.versions.select_related("parent", "created_by", "protocol").in_bulk(keys)
    force: dict[int, list[Activation]] = {}
    rows = Activation.objects.filter(version__in=keys).select_related("site", "activated_by")
    for one in rows.order_by("-starts_at", "-pk")[: PAGE * 20]:
        force.setdefault(one.version_id, []).append(one)
    return tuple(
        Entry(
            versions[row.key],
            row,
            tuple(numbers[pk] for pk in earlier.get(row.key, ())),
            tuple(force.get(row.key, ())[:SHOWN]),
            max(0, len(force.get(row.key, ())) - SHOWN),
        )
        for row in page
    )
