"""Tables of events (CSV, TSV and the like): one row an event, every cell text until a mapping says
otherwise. "NA" is a value. A bad row is reported with its number; the good ones go on."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import polars as pl

from carepath.formats import dialects, jsontext, proposing, repair
from carepath.formats.bytestream import Readable
from carepath.formats.dialects import Dialect
from carepath.formats.records import Broken, Records, encodable
from carepath.frames.batch import Batch, raw_cells
from carepath.frames.columns import REJECTS, ROWS
from carepath.frames.mapping import ROLES, Mapping
from carepath.frames.proposal import Proposal
from carepath.frames.rejects import REASONS, FileError

CELL_CAP = 64 * 1024
NAME_CAPS = {"case": 200, "activity": 200, "unit": 80, "role": 80}
"""Longest names that the portal stores."""


def sniff(head: bytes, name: str = "") -> Dialect:
    """Return how the table seems to be written; FileError when it is no table."""
    return dialects.sample(head).dialect


def propose(head: bytes, name: str = "", *, complete: bool = False) -> Proposal:
    """Return a mapping proposed from the first bytes; FileError when this is no table."""
    sample = dialects.sample(head, complete)
    dialect = sample.dialect
    written = {
        "delimiter": dialect.delimiter,
        "encoding": dialect.encoding,
        "has_header": dialect.has_header,
    }
    return proposing.propose(sample.columns, sample.rows, written)


def read(stream: Readable, mapping: Mapping) -> Iterator[Batch]:
    """Yield the file's records as batches of text; FileError when the file cannot be used."""
    records = Records(stream, mapping)
    _check_columns(records.columns, mapping)
    total = 0
    for chunk in records:
        yield batch(chunk, total + 1, records.columns, mapping)
        total += len(chunk)
    if not total:
        raise FileError("no_rows")


def _check_columns(columns: tuple[str, ...], mapping: Mapping) -> None:
    if len(columns) == 1 and len(mapping.columns) > 1:
        raise FileError("not_a_table")
    for name in mapping.columns:
        if name not in columns:
            raise FileError("no_column", column=name, columns=", ".join(columns)[:500])
        if columns.count(name) > 1:
            raise FileError("twice_column", column=name)


def batch(
    chunk: list[Sequence[str]], first: int, columns: tuple[str, ...], mapping: Mapping
) -> Batch:
    """Return consecutive records, the first of which has the row number `first`, as a batch."""
    if repair.REASON in columns:
        chunk = [record if isinstance(record, Broken) else _bare(record) for record in chunk]
    records, numbers, bad = _sort_out(chunk, first, len(columns))
    cells = list(zip(*records, strict=True)) if records else [()] * len(columns)
    table = {name: text_column(cells[columns.index(name)], mapping) for name in mapping.columns}
    rows, faults = understand(table, numbers, mapping)
    bad += [(row, code, records[row_at(numbers, row)]) for row, code in faults]
    return Batch(rows, reject_frame(bad), columns, records, numbers)


def _bare(record: Sequence[str]) -> list[str]:
    return [repair.bare(cell) for cell in record]


def _sort_out(chunk: list, first: int, width: int) -> tuple[list, np.ndarray, list]:
    """Return the usable records, their row numbers, and the others with their reason."""
    lengths = np.fromiter(map(len, chunk), np.int64, len(chunk))
    numbers = np.arange(first, first + len(chunk))
    suspect = np.ones(len(chunk), bool) if _dirty(chunk) else lengths != width
    if not suspect.any():
        return chunk, numbers, []
    reasons = {int(at): _fault(chunk[at], width) for at in np.flatnonzero(suspect)}
    bad = [(first + at, code, chunk[at]) for at, code in reasons.items() if code]
    keep = np.ones(len(chunk), bool)
    keep[[row - first for row, _, _ in bad]] = False
    return [chunk[at] for at in np.flatnonzero(keep)], numbers[keep], bad


def _dirty(chunk: list) -> bool:
    """Tell whether to look at each record; one look at the whole clears nearly every chunk."""
    text = "".join(chain.from_iterable(chunk))
    longest = max(map(len, chain.from_iterable(chunk)), default=0)
    return "\0" in text or not encodable(text) or longest > CELL_CAP or Broken in map(type, chunk)


def _fault(record: Sequence[str], width: int) -> str | None:
    if isinstance(record, Broken):
        return "bad_quotes"
    if any("\0" in cell for cell in record):
        return "nul"
    if not all(map(encodable, record)):
        return "charset"
    if max(map(len, record)) > CELL_CAP:
        return "cell_too_big"
    if len(record) == width:
        return None
    return "too_few_cells" if len(record) < width else "too_many_cells"


def text_column(cells: Sequence[str | None], mapping: Mapping) -> pl.Series:
    """Return the cells as text, with the mapping's null words as null."""
    column = pl.Series(cells, dtype=pl.String)
    return column.set(column.is_in(list(mapping.null_words)), None)


def understand(
    table: dict[str, pl.Series], numbers: np.ndarray, mapping: Mapping
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """Return the usable rows (ROWS) and the row numbers of the others with their reason code."""
    nothing = pl.repeat(None, len(numbers), dtype=pl.String, eager=True)
    named = {role: getattr(mapping, role) for role in ROLES}
    columns = {"row": pl.Series(numbers, dtype=pl.Int64)}
    columns |= {role: table[name] if name else nothing for role, name in named.items()}
    for target, names in (
        ("case_attributes", mapping.case_attributes),
        ("attributes", mapping.event_attributes),
    ):
        columns[target] = jsontext.objects(table, names, mapping) if names else nothing
    frame = pl.DataFrame(columns).select(list(ROWS)).with_columns(fault=_fault_of_row())
    faults = frame.filter(pl.col("fault").is_not_null())
    usable = frame if faults.is_empty() else frame.filter(pl.col("fault").is_null())
    return usable.drop("fault"), list(faults.select("row", "fault").iter_rows())


def _fault_of_row() -> pl.Expr:
    def blank(name: str) -> pl.Expr:
        return pl.col(name).is_null() | (pl.col(name).str.strip_chars() == "")

    times = blank("time") & blank("start") & blank("requested")
    long = [pl.col(name).str.len_chars() > cap for name, cap in NAME_CAPS.items()]
    return (
        pl.when(blank("case"))
        .then(pl.lit("missing_case"))
        .when(blank("activity"))
        .then(pl.lit("missing_activity"))
        .when(times)
        .then(pl.lit("missing_time"))
        .when(pl.any_horizontal(long))
        .then(pl.lit("too_long"))
    )


def row_at(numbers: np.ndarray, row: int) -> int:
    """Return the position of a row number that is there."""
    return int(np.searchsorted(numbers, row))


def reject_frame(bad: list[tuple[int, str, Sequence[str]]]) -> pl.DataFrame:
    """Return rows (number, code, cells) as REJECTS, in the order of the file."""
    rows = [
        (row, code, REASONS[code], raw_cells([escape(cell) for cell in cells]))
        for row, code, cells in sorted(bad, key=lambda item: item[0])
    ]
    return pl.DataFrame(rows, schema=REJECTS, orient="row")


def escape(cell: str) -> str:
    """Return the cell as storable text: NUL and undecodable bytes become the replacement sign."""
    return cell.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
