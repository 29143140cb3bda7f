"""Laws of a forecast as bytes to be kept, and back: what was told stays what was told.

Method: a line of JSON that names what follows, then rows of 32-bit floats and the law of demand,
compressed. P(0), P(1) ... are kept to one part in PARTS, far finer than the hundredths that are
shown; their sums are 1 again when they are read. Equal laws give equal bytes.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.bed_demand import Demand

PARTS = 65_535
LEVEL = 6
"""zlib's own middle between time and size; fixed, as fingerprints are taken of bytes."""


class PackingError(ValueError):
    """Bytes that no forecast was packed into; the text says why."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was kept: rows by name, each (hours,), the law of demand, and that of those who leave,
    where there are."""

    rows: Mapping[str, NDArray[np.float64]]
    demand: Demand | None = None
    leaving: Demand | None = None


def pack(
    rows: Mapping[str, Sequence[float] | NDArray],
    demand: Demand | None = None,
    leaving: Demand | None = None,
) -> bytes:
    """Return the bytes; rows may differ in length."""
    parts = [np.asarray(row, "<f4") for row in rows.values()]
    head = {"rows": {name: len(part) for name, part in zip(rows, parts, strict=True)}}
    for name, law in (("law", demand), ("leaving", leaving)):
        if law is not None:
            cells, low = _kept(law)
            head[name] = [*cells.shape, low]
            parts.append(cells)
    line = json.dumps(head, separators=(",", ":"))
    body = b"".join(part.tobytes() for part in parts)
    return zlib.compress(line.encode() + b"\n" + body, LEVEL)


def unpack(kept: bytes) -> Packed:
    """Return what was packed; PackingError for bytes that are damaged or something else."""
    try:
        line, _newline, body = zlib.decompress(kept).partition(b"\n")
        head, rows, place = json.loads(line), {}, 0
        for name, length in head["rows"].items():
            row = np.frombuffer(body, "<f4", length, place)
            rows[name], place = row.astype(np.float64), place + 4 * length
        demand, place = _law(body, head.get("law"), place)
        return Packed(rows, demand, _law(body, head.get("leaving"), place)[0])
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise PackingError("These bytes hold no forecast.") from error


def _kept(demand: Demand) -> tuple[NDArray[np.uint16], int]:
    cells = np.round(demand.pmf * PARTS).astype("<u2")
    some = np.flatnonzero(cells.any(axis=0))
    low, high = int(some[0]), int(some[-1]) + 1
    return np.ascontiguousarray(cells[:, low:high]), low


def _law(body: bytes, shape: Sequence[int] | None, place: int) -> tuple[Demand | None, int]:
    """Return the law that begins at a place, None where none was kept, and where it ends."""
    if shape is None:
        return None, place
    rows, cells, low = shape
    pmf = np.zeros((rows, low + cells))
    pmf[:, low:] = np.frombuffer(body, "<u2", rows * cells, place).reshape(rows, cells)
    return Demand(pmf / pmf.sum(1, keepdims=True)), place + 2 * rows * cells
