"""Rejected rows as a table to mend and send again, safe to open in a spreadsheet.

The first column says why. A cell that a spreadsheet would run as a formula gets a leading
apostrophe; the head of that first column tells our reader, and only then, to take it off again.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from carepath.frames.mapping import Mapping

REASON = "carepath:reason"
"""Head of the first column: this table was written here, its cells are guarded."""
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def table(
    columns: Sequence[str], rejects: Iterable[tuple[int, str, str | None]], mapping: Mapping
) -> Iterator[bytes]:
    """Yield the table in the mapping's delimiter and encoding, UTF-8 with a byte order mark.

    `rejects` are (row, reason, raw) with raw a JSON list of cells in the order of `columns`, or
    None or "" where the record was too large to keep.
    """
    encode = codecs.getincrementalencoder(_codec(mapping.encoding))("replace").encode
    yield encode(_line([REASON, *columns], mapping.delimiter))
    for row, reason, raw in rejects:
        cells = json.loads(raw) if raw else [""] * len(columns)
        cells += [""] * (len(columns) - len(cells))
        guarded = [f"row {row}: {reason}", *map(_guarded, cells)]
        yield encode(_line(guarded, mapping.delimiter))


def bare(cell: str) -> str:
    """Return the cell without the apostrophe that guards it."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell) else cell


def _guarded(cell: str) -> str:
    return f"'{cell}" if _is_risky(cell) else cell


def _is_risky(cell: str) -> bool:
    """Tell whether the cell is a formula, apostrophes aside: each guard adds just one."""
    return cell.lstrip("'").startswith(_DANGEROUS)


def _line(cells: Sequence[str], delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter).writerow(cells)
    return line.getvalue()


def _codec(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding
