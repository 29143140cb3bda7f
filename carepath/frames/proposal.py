"""What a file looks like and how its columns may be mapped: a proposal, for a person to confirm."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

from carepath.frames.mapping import Mapping, MappingError, Target, from_dict


@dataclass(frozen=True, slots=True)
class Proposal:
    """`guesses` are fields of a Mapping as plain types; `choices` must be made by a person.

    `columns` and `rows` are the head and the first records of the file, `stages` the activities
    seen so far with their counts, `targets` suggestions that are not in the mapping.
    """

    guesses: Dictionary[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    choices: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    stages: Dictionary[str, int] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    zoned: bool = False
    """The times carry their own zone; else a person has to choose the hospital's."""

    @property
    def mapping(self) -> Mapping | None:
        """Return the guessed mapping, or None when case, activity or time were not found."""
        try:
            return from_dict(self.guesses)
        except MappingError:
            return None
