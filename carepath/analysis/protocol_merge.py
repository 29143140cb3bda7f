"""Two changes of one protocol made side by side, brought together; a person decides conflicts.

Method: three-way merge by field and id. In conflict are: one field changed in two ways, an edit
against a removal, two new orders, and two clean edits about the same drug or the same pair of
stages, which nobody may have seen together. Reference: docs/algorithms/protocols.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from carepath.analysis import protocol_diff
from carepath.frames.protocol import PLAIN, SECTIONS, Document

OURS, THEIRS = "ours", "theirs"
FIELD, REMOVAL, ORDER, CLASH = "field", "removal", "order", "clash"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a person must decide: `ours` and `theirs` are the two ways, None = removed.

    `key` names it in answers; a CLASH is decided by having seen both (either answer).
    """

    key: str
    kind: str
    section: str
    id: str
    field: str
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The document brought together; where a conflict has no answer yet it holds our way."""

    document: Document
    conflicts: tuple[Conflict, ...]
    open: tuple[str, ...]
    """Keys of the conflicts that have no answer yet."""


def merge(
    base: Document, ours: Document, theirs: Document, answers: Mapping[str, str] | None = None
) -> Merged:
    """Return our and their changes since `base` in one document, by these answers {key: way}."""
    table = _Decider(answers or {})
    plain = {
        name: table.value(
            Conflict(
                name, FIELD, name, "", "", *(getattr(one, name) for one in (ours, theirs))
            ),
            getattr(base, name),
        )
        for name in PLAIN
    }  # fmt: skip
    rows = {
        name: _rows(name, *(getattr(one, name) for one in (base, ours, theirs)), table)
        for name in SECTIONS
    }
    table.clashes(base, ours, theirs)
    conflicts = tuple(table.conflicts)
    unanswered = tuple(one.key for one in conflicts if one.key not in table.answers)
    return Merged(Document(**plain, **rows), conflicts, unanswered)


class _Decider:
    """Decides between two ways, and keeps what only a person can decide."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = {key: way for key, way in answers.items() if way in (OURS, THEIRS)}
        self.conflicts: list[Conflict] = []

    def value(self, conflict: Conflict, base: Any) -> Any:
        """Return the way only one side went, else the one a person chose (ours until then)."""
        ours, theirs = conflict.ours, conflict.theirs
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        self.conflicts.append(conflict)
        return theirs if self.answers.get(conflict.key) == THEIRS else ours

    def clashes(self, base: Document, ours: Document, theirs: Document) -> None:
        """Keep clean edits of both sides about one drug or one pair of stages."""
        for section, about in _ABOUT.items():
            mine, yours = (_touched(section, about, base, one) for one in (ours, theirs))
            for what in sorted(set(mine) & set(yours)):
                (my_id, my_row), (your_id, your_row) = mine[what], yours[what]
                if my_id != your_id:
                    key = f"clash/{section}/{my_id}/{your_id}"
                    self.conflicts.append(
                        Conflict(key, CLASH, section, my_id, "", my_row, your_row)
                    )


_ABOUT: Mapping[str, Callable[[Any], str]] = {
    "doses": lambda row: row.drug.casefold(),
    "rules": lambda row: f"{row.source}\0{row.target}" if row.target else "",
}


def _touched(
    section: str, about: Callable[[Any], str], base: Document, side: Document
) -> dict[str, tuple[str, Any]]:
    """Return {drug or pair: (id, row)} of the rows that one side added or changed."""
    old = {row.id: row for row in getattr(base, section)}
    rows = [row for row in getattr(side, section) if old.get(row.id) != row]
    return {about(row): (row.id, row) for row in rows if about(row)}


def _rows(section: str, base: tuple, ours: tuple, theirs: tuple, table: _Decider) -> tuple:
    sides = [{row.id: row for row in rows} for rows in (base, ours, theirs)]
    found = {}
    for row_id in dict.fromkeys(row.id for rows in (ours, theirs, base) for row in rows):
        old, mine, yours = (side.get(row_id) for side in sides)
        if old is None or mine is None or yours is None:
            kind = FIELD if old is None else REMOVAL
            key = f"{section}/{row_id}"
            row = table.value(Conflict(key, kind, section, row_id, "", mine, yours), old)
        else:
            row = _row(section, old, mine, yours, table)
        if row is not None:
            found[row_id] = row
    order = _order(section, *([row.id for row in rows] for rows in (base, ours, theirs)), table)
    return tuple(found[row_id] for row_id in order if row_id in found)


def _row(section: str, old: Any, mine: Any, yours: Any, table: _Decider) -> Any:
    units = protocol_diff.PAIRS.get(section, {}).values()
    row = mine
    for field in fields(mine):
        if field.name in units:
            continue
        before, one, two = (
            protocol_diff.value(section, each, field.name) for each in (old, mine, yours)
        )
        key = f"{section}/{mine.id}/{field.name}"
        conflict = Conflict(key, FIELD, section, mine.id, field.name, one, two)
        chosen = table.value(conflict, before)
        row = protocol_diff.with_value(section, row, field.name, chosen)
    return row


def _order(
    section: str, base: list[str], ours: list[str], theirs: list[str], table: _Decider
) -> list[str]:
    """Return every id: in the order of the side that moved rows, the other's own set in."""
    shared = set(base) & set(ours) & set(theirs)
    old, mine, yours = ([i for i in side if i in shared] for side in (base, ours, theirs))
    conflict = Conflict(f"{section}/order", ORDER, section, "", "order", mine, yours)
    lead, other = (ours, theirs) if table.value(conflict, old) == mine else (theirs, ours)
    order = list(lead)
    for at, row_id in enumerate(other):
        if row_id not in order:
            place = order.index(other[at - 1]) + 1 if at else 0
            order.insert(place, row_id)
    return order
