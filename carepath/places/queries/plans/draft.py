"""What a file would do: what it adds, what it changes, what it leaves alone, what is wrong."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from carepath.frames.sheets import Fault, Table


@dataclass(frozen=True, slots=True)
class Added:
    """Something new, in words, and the row it stands in."""

    row: int
    what: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that is there and would become otherwise: (column, before, after) each."""

    row: int
    what: str
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do to a site; nothing of it is saved yet.

    `new` and `edited` are the rows to save, in that order; with any fault none of them may be.
    """

    read: int
    added: tuple[Added, ...]
    changed: tuple[Changed, ...]
    same: int
    faults: tuple[Fault, ...]
    unused: tuple[str, ...]
    new: tuple[Model, ...]
    edited: tuple[tuple[Model, tuple[str, ...]], ...]

    @property
    def does_nothing(self) -> bool:
        """Return whether everything is there already, as the file says it."""
        return not self.added and not self.changed

    @property
    def digest(self) -> str:
        """Return a text that differs whenever it would do something else."""
        said = repr((self.added, self.changed, self.same, self.faults))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(slots=True)
class Draft:
    """A plan in the making."""

    table: Table
    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    new: list[Model] = field(default_factory=list)
    edited: list[tuple[Model, tuple[str, ...]]] = field(default_factory=list)
    _seen: dict[Any, int] = field(default_factory=dict)

    def wrong(self, row: int, column: str, code: str, /, **params: Any) -> None:
        """Say what is wrong with a row."""
        self.faults.append(Fault(row, column, code, params))

    def first(self, key: Any, row: int, column: str) -> bool:
        """Return whether no earlier row is about the same; else that is a fault of this one."""
        known = self._seen.setdefault(key, row)
        if known != row:
            self.wrong(row, column, "twice", row=known)
        return known == row

    def add(self, row: int, what: str, new: Model) -> None:
        """Let the file add a row."""
        self.added.append(Added(row, what))
        self.new.append(new)

    def compare(self, row: int, what: str, known: Model, said: Mapping[str, Any]) -> None:
        """Set the fields of a known row that the file says otherwise; None says nothing."""
        fields = []
        for name, value in said.items():
            before = getattr(known, name)
            if value is not None and value != before:
                fields.append((name, before, value))
                setattr(known, name, value)
        if not fields:
            self.same += 1
            return
        self.changed.append(Changed(row, what, tuple(fields)))
        names = tuple(name for name, _before, _after in fields)
        self.edited.append((known, names))

    def plan(self) -> Plan:
        """Return the plan; with faults, those of single cells and of whole rows together."""
        faults = sorted([*self.table.faults, *self.faults], key=lambda one: (one.row, one.column))
        return Plan(
            read=len({one.row for one in faults} | {one.number for one in self.table.rows}),
            added=tuple(self.added),
            changed=tuple(self.changed),
            same=self.same,
            faults=tuple(faults),
            unused=tuple(self.table.unused),
            new=tuple(self.new),
            edited=tuple(self.edited),
        )


def given(row: Mapping[str, Any] | Any, *columns: str) -> Sequence[str]:
    """Return which of these columns a row says something in."""
    return [name for name in columns if row[name] is not None]
