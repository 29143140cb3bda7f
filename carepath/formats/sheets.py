"""Small tables that people keep (places, staff, equipment, slots): bytes in, typed rows out.

Every bad row is named with column and reason; whether the good ones go on is for others to decide.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from carepath.formats import dialects, repair
from carepath.formats.bytestream import unpack_head
from carepath.frames.rejects import FileError
from carepath.frames.sheets import (
    CHOICE,
    DAY,
    MOMENT,
    MOST_BYTES,
    MOST_ROWS,
    WHOLE,
    YES_NO,
    Column,
    Fault,
    Row,
    Table,
)

_CODECS = {"utf-8": "utf-8-sig"}
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class _Wrong(ValueError):
    """A cell that is no value; holds the code of its fault and what the sentence names."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def read(content: bytes, columns: Sequence[Column], zone: ZoneInfo) -> Table:
    """Return the rows of a table, its times read on the clock of a zone unless they say theirs.

    Heads are found by name, in any order and case. FileError when this is no such table at all.
    """
    if len(content) > MOST_BYTES:
        raise FileError("too_big", mib=MOST_BYTES // 1024 // 1024)
    records = _records(content)
    _number, head = next(records)
    places = _places(head, columns)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in records:
        if number > MOST_ROWS:
            raise FileError("too_many_rows", rows=MOST_ROWS)
        found, wrong = _row(number, cells, head, columns, places, zone)
        faults += wrong
        if found is not None:
            rows.append(found)
    if not rows and not faults:
        raise FileError("no_rows")
    known = {column.name for column in columns}
    unused = [name for name in head if _key(name) not in known and name.strip()]
    return Table(rows, faults, unused)


def _records(content: bytes) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row with its number as a spreadsheet counts; None = its quotes are broken."""
    dialect = dialects.sample(content, complete=True).dialect
    plain = unpack_head(content)
    if len(plain) > MOST_BYTES:
        raise FileError("too_big", mib=MOST_BYTES // 1024 // 1024)
    text = plain.decode(_CODECS.get(dialect.encoding, dialect.encoding), "replace")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            number += 1
            yield number, None
            continue
        if not number and dialects.is_declaration(cells):
            continue  # a spreadsheet does not show it
        number += 1
        if any(cell.strip() for cell in cells):
            yield number, [repair.bare(cell).strip() for cell in cells]


def _places(head: Sequence[str] | None, columns: Sequence[Column]) -> dict[str, int]:
    """Return where each column stands; FileError for one that must be there and is not."""
    if head is None:
        raise FileError("not_a_table")
    dialects.check_head(head)
    keys = [_key(name) for name in head]
    for column in columns:
        if keys.count(column.name) > 1:
            raise FileError("twice_column", column=column.name)
        if column.needed and column.name not in keys:
            raise FileError("no_column", column=column.name, columns=", ".join(head)[:500])
    return {column.name: keys.index(column.name) for column in columns if column.name in keys}


def _key(name: str) -> str:
    """Return a head as columns are called: its case and a unit in brackets do not count."""
    return " ".join(name.partition("(")[0].replace("_", " ").split()).lower()


def _row(
    number: int,
    cells: list[str] | None,
    head: Sequence[str],
    columns: Sequence[Column],
    places: dict[str, int],
    zone: ZoneInfo,
) -> tuple[Row | None, list[Fault]]:
    if cells is None:
        return None, [Fault(number, "", "quotes")]
    if len(cells) != len(head):
        return None, [Fault(number, "", "cells", {"found": len(cells), "wanted": len(head)})]
    values: dict[str, Any] = {}
    faults = []
    for column in columns:
        text = cells[places[column.name]] if column.name in places else ""
        try:
            values[column.name] = _value(text, column, zone)
        except _Wrong as wrong:
            faults.append(Fault(number, column.name, wrong.code, wrong.params))
    return (None if faults else Row(number, values)), faults


def _value(text: str, column: Column, zone: ZoneInfo) -> Any:
    if "\ufffd" in text or "\0" in text:
        raise _Wrong("charset")
    if not text:
        if column.needed:
            raise _Wrong("empty")
        return None
    if column.kind == WHOLE:
        return _whole(text, column)
    if column.kind == DAY:
        return _day(text)
    if column.kind == MOMENT:
        return _moment(text, zone)
    if column.kind == YES_NO:
        return _word(text, _YES_NO, "yes_no")
    if column.kind == CHOICE:
        return _word(text, column.words, "choice")
    if len(text) > column.most:
        raise _Wrong("long", most=column.most)
    return text


def _whole(text: str, column: Column) -> int:
    if not (text.isascii() and text.isdecimal() and column.least <= int(text) <= column.most):
        raise _Wrong("whole", least=column.least, most=column.most)
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _Wrong("day") from error


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """Return an aware moment; of a time that the clocks repeat the first pass counts."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise _Wrong("moment") from error
    if len(text) < len("2026-03-31 07:30"):  # a day is no time
        raise _Wrong("moment")
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    there = found.replace(tzinfo=zone)
    moment = there.astimezone(UTC)  # of a repeated time the zoned one equals no other
    if moment.astimezone(zone).replace(tzinfo=None) != found:
        raise _Wrong("skipped")
    return moment


def _word(text: str, words: Any, code: str) -> Any:
    try:
        return words[text.lower()]
    except KeyError as error:
        raise _Wrong(code, words=", ".join(words)) from error
