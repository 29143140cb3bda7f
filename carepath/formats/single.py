"""One record of a file as it stood, found by its number."""

import json
from dataclasses import replace

import polars as pl

from carepath.formats import xes
from carepath.formats.bytestream import Readable
from carepath.formats.records import Records
from carepath.formats.tabular import escape
from carepath.frames.mapping import Mapping

Record = list[tuple[str, str]]


def record_at(stream: Readable, mapping: Mapping, row: int, *, kind: str) -> Record | None:
    """Return (column, cell) of the record with this number (1 = first after the head), or None.

    Memory stays flat; the file is read up to the record. FileError when it cannot be read.
    """
    if row < 1:
        return None
    return _of_log(stream, mapping, row) if kind == "xes" else _of_table(stream, mapping, row)


def _of_table(stream: Readable, mapping: Mapping, row: int) -> Record | None:
    records, passed = Records(stream, mapping), 0
    for chunk in records:
        if row <= passed + len(chunk):
            cells = chunk[row - passed - 1]
            names = records.columns + ("",) * (len(cells) - len(records.columns))
            return [(name, escape(cell)) for name, cell in zip(names, cells, strict=False)]
        passed += len(chunk)
    return None


def _of_log(stream: Readable, mapping: Mapping, row: int) -> Record | None:
    roles = {name: getattr(mapping, name) for name in ("case", "activity", "time", "lifecycle")}
    plain = replace(mapping, null_words=())
    for batch in xes.read(stream, plain):
        found = batch.rows.filter(pl.col("row") == row)
        if not found.is_empty():
            record = found.row(0, named=True)
            cells = [(column, record[name]) for name, column in roles.items() if column]
            said = json.loads(record["attributes"] or "{}")
            return [(name, str(value)) for name, value in [*cells, *said.items()] if value]
    return None
