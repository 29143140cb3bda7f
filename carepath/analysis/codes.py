"""Texts as small integers: a file repeats few names many times."""

import numpy as np
import polars as pl
from numpy.typing import NDArray


class Codes:
    """A growing dictionary of texts in order of first appearance; null is -1."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._code)

    def of(self, texts: pl.Series) -> NDArray[np.int32]:
        """Return the code of each text, adding new ones."""
        known = self._code
        codes = [-1 if t is None else known.setdefault(t, len(known)) for t in texts.to_list()]
        return np.array(codes, np.int32)

    def texts(self) -> pl.Series:
        """Return the texts by code."""
        return pl.Series(list(self._code), dtype=pl.String)


class Names:
    """Texts that may nearly all differ, such as cases: columns of them, numbered when all are seen.

    A dictionary of a million long names takes hundreds of MiB; here each batch leaves its different
    names once, and the codes it gets are provisional until `settle`.
    """

    def __init__(self) -> None:
        self._parts: list[pl.Series] = []
        self._seen = 0

    def of(self, texts: pl.Series) -> NDArray[np.int32]:
        """Return the provisional code of each text; null is -1."""
        kinds = pl.Series(texts.drop_nulls().unique(maintain_order=True).to_list(), dtype=pl.String)
        codes = _places(texts, kinds)
        codes[codes >= 0] += self._seen
        self._parts.append(kinds)
        self._seen += len(kinds)
        return codes

    def settle(self) -> tuple[pl.Series, NDArray[np.int32]]:
        """Return the texts by lasting code, and the lasting code of each provisional one.

        Lasting codes are in order of first appearance. Nothing may be added any more.
        """
        every = pl.concat(self._parts) if self._parts else pl.Series(dtype=pl.String)
        self._parts.clear()
        texts = every.unique(maintain_order=True)
        if len(texts) == len(every):
            return every, np.arange(len(every), dtype=np.int32)
        return texts, _places(every, texts)


def _places(texts: pl.Series, kinds: pl.Series) -> NDArray[np.int32]:
    """Return the place of each text among these different ones; -1 for null."""
    if kinds.is_empty():
        return np.full(len(texts), -1, np.int32)
    places = pl.int_range(len(kinds), dtype=pl.Int32, eager=True)
    found = texts.replace_strict(kinds, places, default=None, return_dtype=pl.Int32)
    return found.fill_null(-1).to_numpy().copy()


def decode(texts: pl.Series, codes: NDArray[np.int32]) -> pl.Series:
    """Return the text of each code; -1 is null."""
    index = pl.Series(codes)
    return texts.gather(index.set(index < 0, None)) if len(texts) else _nothing(len(codes))


def _nothing(n: int) -> pl.Series:
    return pl.repeat(None, n, dtype=pl.String, eager=True)
