"""Times as text to integer microseconds, in the one declared format; nothing is guessed per row."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carepath.frames import moments, patterns
from carepath.frames.mapping import Mapping
from carepath.frames.patterns import Pattern

EARLIEST, LATEST = -2_208_988_800 * moments.SECOND, 10_413_792_000 * moments.SECOND
"""1900 to 2300: shared demonstration data shift dates by up to two centuries."""


@dataclass(frozen=True, slots=True)
class Times:
    """Parallel arrays: microseconds (UTC, or wall clock where `naive`), and what is known of them.

    `given` = the text was not null; `known` = it could be read; `precision` = finest the text says.
    """

    us: NDArray[np.int64]
    given: NDArray[np.bool_]
    known: NDArray[np.bool_]
    naive: NDArray[np.bool_]
    precision: NDArray[np.uint8]

    def take(self, keep: NDArray[np.bool_]) -> "Times":
        """Return the times where the mask is true."""
        return Times(*(getattr(self, name)[keep] for name in self.__slots__))


class Reader:
    """Reads one mapping's times, batch by batch."""

    def __init__(self, mapping: Mapping) -> None:
        self.unit = patterns.EPOCHS.get(mapping.time_format, 0)
        declared = mapping.time_format if not self.unit else ""
        self.forms = [patterns.compile_pattern(declared)] if declared else list(patterns.ISO)

    def read(self, text: pl.Series) -> Times:
        """Return the times of a column of text; what cannot be read is not `known`."""
        text = text.str.strip_chars()
        times = self._epochs(text) if self.unit else self._moments(text)
        wild = (times.us < EARLIEST) | (times.us >= LATEST)
        times.known[wild] = times.naive[wild] = False
        times.us[wild] = 0
        return times

    def _epochs(self, text: pl.Series) -> Times:
        value = text.cast(pl.Float64, strict=False)
        whole = (value * self.unit).round().fill_null(0).fill_nan(0)
        us = whole.clip(EARLIEST - 1, LATEST).cast(pl.Int64).to_numpy().copy()
        known = (value.is_finite().fill_null(False)).to_numpy().copy()
        n = len(text)
        return Times(us, _given(text), known, np.zeros(n, bool), np.zeros(n, np.uint8))

    def _moments(self, text: pl.Series) -> Times:
        n = len(text)
        blank = Times(
            np.zeros(n, np.int64),
            _given(text),
            np.zeros(n, bool),
            np.zeros(n, bool),
            np.zeros(n, np.uint8),
        )
        rest = np.flatnonzero(blank.given)
        for form in list(self.forms):
            if not len(rest):
                break
            rest = self._try(form, text, rest, blank)
        return blank

    def _try(self, form: Pattern, text: pl.Series, rest: NDArray, times: Times) -> NDArray:
        """Fill in what this form reads and return the positions it does not."""
        some = text if len(rest) == len(text) else text.gather(rest)
        us = patterns.read(form, some)
        good = us.is_not_null().to_numpy()
        hit = rest[good]
        if len(hit):
            times.us[hit] = us.drop_nulls().to_numpy()
            times.known[hit] = True
            times.naive[hit] = not form.has_offset
            times.precision[hit] = form.precision
            self.forms.remove(form)
            self.forms.insert(0, form)
        return rest[~good]


def _given(text: pl.Series) -> NDArray[np.bool_]:
    return (text.is_not_null() & (text != "")).fill_null(False).to_numpy().copy()
