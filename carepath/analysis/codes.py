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


def decode(texts: pl.Series, codes: NDArray[np.int32]) -> pl.Series:
    """Return the text of each code; -1 is null."""
    index = pl.Series(codes)
    return texts.gather(index.set(index < 0, None)) if len(texts) else _nothing(len(codes))


def _nothing(n: int) -> pl.Series:
    return pl.repeat(None, n, dtype=pl.String, eager=True)
