"""A batch: some thousand records of a file, read but not yet understood."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

RAW_CAP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """Usable records as text in `rows` (ROWS), the others in `rejects` (REJECTS).

    `columns` names the cells of `raw`; it is the head of a table of rejected rows.
    """

    rows: pl.DataFrame
    rejects: pl.DataFrame
    columns: tuple[str, ...]
    records: Sequence[Sequence[str]] = field(default=(), repr=False)
    numbers: Sequence[int] = field(default=(), repr=False)

    def raw(self, row: int) -> str | None:
        """Return the cells of a record by its row number, or None when they are not at hand."""
        position = int(np.searchsorted(self.numbers, row))
        if position == len(self.numbers) or self.numbers[position] != row:
            return None
        return raw_cells(self.records[position])


def raw_cells(cells: Sequence[str]) -> str | None:
    """Return the cells as a JSON list, or None beyond 64 KiB."""
    if sum(map(len, cells)) > RAW_CAP:
        return None
    return json.dumps(list(cells))
