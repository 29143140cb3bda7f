"""Long texts of a file, laid in a scratch file until the journeys they belong to are given out.

Notes and attributes outgrow everything else that a fold holds, so memory keeps only where each
of them lies.
"""

import json
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carepath.analysis.distinct import starts


class Shelf:
    """Texts by position, one after the other in a file that others may write to as well."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begin: list[NDArray[np.int64]] = []
        self._length: list[NDArray[np.int32]] = []  # in bytes; -1 = null

    def add(self, texts: pl.Series) -> None:
        """Put these texts at the end."""
        length = texts.str.len_bytes().cast(pl.Int32).fill_null(-1).to_numpy()
        place = self._file.seek(0, 2)
        there = np.maximum(length, 0)
        self._begin.append(place + np.cumsum(there) - there)
        self._length.append(length)
        self._file.write("".join(texts.drop_nulls().to_list()).encode())

    def take(self, keep: NDArray[np.bool_]) -> "Shelf":
        """Return the texts where the mask is true."""
        begin, length = self._columns()
        taken = Shelf(self._file)
        taken._begin, taken._length = [begin[keep]], [length[keep]]
        return taken

    def gather(self, positions: NDArray[np.integer]) -> pl.Series:
        """Return the texts at these positions; -1 is null. What lies together is read at once."""
        begin, length = self._columns()
        found: list[str | None] = [None] * len(positions)
        asked = np.flatnonzero(positions >= 0)
        asked = asked[length[positions[asked]] >= 0]
        asked = asked[np.argsort(begin[positions[asked]], kind="stable")]
        low = begin[positions[asked]]
        high = low + length[positions[asked]]
        apart = np.ones(len(low), bool)
        apart[1:] = low[1:] != high[:-1]
        runs = np.append(np.flatnonzero(apart), len(low)).tolist()
        places, lows, highs = asked.tolist(), low.tolist(), high.tolist()
        for first, last in zip(runs[:-1], runs[1:], strict=True):
            self._file.seek(lows[first])
            blob = self._file.read(highs[last - 1] - lows[first])
            for at in range(first, last):
                text = blob[lows[at] - lows[first] : highs[at] - lows[first]]
                found[places[at]] = text.decode()
        return pl.Series(found, dtype=pl.String)

    def _columns(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        if len(self._begin) != 1:
            self._begin = [np.concatenate([np.empty(0, np.int64), *self._begin])]
            self._length = [np.concatenate([np.empty(0, np.int32), *self._length])]
        return self._begin[0], self._length[0]


class Said:
    """What rows say of their case, as JSON objects: of each key the first value stays."""

    def __init__(self, file: BinaryIO) -> None:
        self._shelf = Shelf(file)
        self._case: list[NDArray[np.int32]] = []
        self._digest: list[NDArray[np.uint64]] = []
        self._order = self._first = np.empty(0, np.int64)
        self._cases = np.empty(0, np.int32)

    def add(self, case: NDArray[np.int32], texts: pl.Series) -> None:
        """Take what a batch says of its cases, without repeats."""
        frame = pl.DataFrame({"case": case, "text": texts}).drop_nulls().unique(maintain_order=True)
        self._shelf.add(frame["text"])
        self._case.append(frame["case"].to_numpy())
        self._digest.append(frame["text"].hash().to_numpy())

    def settle(self, lasting: NDArray[np.int32]) -> None:
        """Take the lasting codes of the cases; nothing may be added any more."""
        case = lasting[np.concatenate([np.empty(0, np.int32), *self._case])]
        digest = np.concatenate([np.empty(0, np.uint64), *self._digest])
        self._case, self._digest = [], []
        fresh = pl.DataFrame({"case": case, "digest": digest}).select(
            pl.struct(pl.all()).is_first_distinct()
        )
        kept = np.flatnonzero(fresh.to_series().to_numpy())
        self._order = kept[np.argsort(case[kept], kind="stable")]
        ordered = case[self._order]
        self._first = np.flatnonzero(starts(ordered))
        self._cases = ordered[self._first]

    def of(self, cases: NDArray[np.int32]) -> pl.Series:
        """Return what is said of each of these cases; null = nothing."""
        if not len(self._cases):
            return pl.repeat(None, len(cases), dtype=pl.String, eager=True)
        place = np.minimum(np.searchsorted(self._cases, cases), len(self._cases) - 1)
        known = self._cases[place] == cases
        bounds = np.append(self._first, len(self._order))
        texts = self._shelf.gather(np.where(known, self._order[self._first[place]], -1))
        several = np.flatnonzero(known & (bounds[place + 1] - bounds[place] > 1))
        if len(several):
            rows = [self._order[bounds[at] : bounds[at + 1]] for at in place[several]]
            texts = texts.scatter(several, [_in_one(self._shelf.gather(row)) for row in rows])
        return texts


def _in_one(texts: pl.Series) -> str:
    found, *more = texts.to_list()
    for text in more:
        found = merge(found, text)
    return found


def merge(old: str, new: str) -> str:
    """Return one JSON object of two; where both have a key the first one stays."""
    return json.dumps(
        json.loads(new) | json.loads(old),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
