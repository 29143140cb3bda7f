"""An hourly series as a table: columns `time` and `count`, one row an hour, in order.

Times are ISO 8601. Without an offset they are what the clock on the wall showed, 24 rows a day;
with a zone named besides, the hour that spring skips may be left out and the one that autumn
repeats may come twice. With offsets the rows are real hours. Rows are counted from 1 below the
header. Nothing is guessed: what does not fit is told with its row and column.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.frames.moments import HOUR, to_us

TIME, COUNT, DATE = "time", "count", "date"
WHOLE = re.compile(r"\d+(\.0*)?")
ONE = timedelta(hours=1)


class SeriesError(ValueError):
    """A table that is no hourly series; the text names row and column."""


@dataclass(frozen=True, slots=True)
class HourlyCounts:
    """Counts an hour, nan where they are not known. `first` is in microseconds since 1970-01-01
    00:00: UTC when `real`, else wall clock with 24 rows a day."""

    first: int
    counts: NDArray[np.float64]
    real: bool


def read(raw: bytes, *, zone: ZoneInfo | None = None, gaps: bool = False) -> HourlyCounts:
    """Return the series; SeriesError with row and column when the table is none.

    With `gaps` missing hours and empty counts are not known instead of wrong.
    """
    rows = list(_rows(raw, (TIME, COUNT)))
    if not rows:
        raise SeriesError("The table is empty: there is no row below the header.")
    times = [_time(number, row[0]) for number, row in enumerate(rows, 1)]
    counts = [_count(number, row[1], gaps) for number, row in enumerate(rows, 1)]
    aware = [time.tzinfo is not None for time in times]
    if len(set(aware)) > 1:
        number = aware.index(not aware[0]) + 1
        raise SeriesError(
            _at(number, TIME, "some times have an offset from UTC and some have none")
        )
    if aware[0] and zone is not None:
        return _placed([to_us(time) // HOUR for time in times], times, counts, gaps, real=True)
    if aware[0]:
        _one_offset(times)
    wall = [time.replace(tzinfo=UTC) for time in times]
    places = [to_us(time) // HOUR for time in wall]
    return _placed(places, times, counts, gaps, real=False, changes=_changes(times, zone))


def read_days(raw: bytes) -> dict[int, str]:
    """Return special days (days since 1970) with the names of their kind from a table with the
    columns `date` and, where there are kinds, `name`; SeriesError with row and column."""
    found = {}
    for number, (text, *name) in enumerate(_rows(raw, (DATE,), ("name",)), 1):
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise SeriesError(_at(number, DATE, f"{text!r} is no date like 2026-12-25")) from error
        found[day.toordinal() - date(1970, 1, 1).toordinal()] = name[0] if name else ""
    return found


def _rows(raw: bytes, needed: tuple[str, ...], more: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """Yield the cells of the needed columns, then of those further ones that are there."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SeriesError("The table is not written in UTF-8.") from error
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [cell.strip() for cell in next(table, [])]
    if not any(header):
        raise SeriesError(f"The table is empty: a header with {' and '.join(needed)} is needed.")
    for name in needed:
        if header.count(name) != 1:
            raise SeriesError(
                f"Header: one column {name} is needed, there are {', '.join(header)[:200]}."
            )
    columns = [header.index(name) for name in (*needed, *more) if name in header]
    try:
        for number, cells in enumerate((row for row in table if row), 1):
            if len(cells) <= max(columns):
                missing = header[max(columns)]
                raise SeriesError(_at(number, missing, f"the row has only {len(cells)} cells"))
            yield [cells[column].strip() for column in columns]
    except csv.Error as error:
        raise SeriesError(f"Line {table.line_num}: the quotation marks do not match.") from error


def _at(number: int, column: str, fault: str) -> str:
    return f"Row {number}, column {column}: {fault}."


def _time(number: int, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        fault = f"{text[:40]!r} is no time like 2026-03-01T14:00"
        raise SeriesError(_at(number, TIME, fault)) from error
    if len(text) < len("2026-03-01T14"):
        raise SeriesError(_at(number, TIME, f"{text!r} has no hour"))
    if found.minute or found.second or found.microsecond:
        raise SeriesError(_at(number, TIME, f"{text} is not a full hour"))
    return found


def _count(number: int, text: str, gaps: bool) -> float:
    if gaps and not text:
        return float("nan")
    if WHOLE.fullmatch(text) and len(text) < 16:
        return float(text)
    if not text:
        raise SeriesError(_at(number, COUNT, "the cell is empty"))
    if text.startswith("-") and WHOLE.fullmatch(text[1:]):
        raise SeriesError(_at(number, COUNT, f"{text[:40]} is negative"))
    if re.fullmatch(r"[-+]?\d*\.?\d+([eE][-+]?\d+)?", text):
        raise SeriesError(_at(number, COUNT, f"{text[:40]} is not a whole number"))
    raise SeriesError(_at(number, COUNT, f"{text[:40]!r} is not a number"))


def _one_offset(times: list[datetime]) -> None:
    for number, time in enumerate(times, 1):
        if time.utcoffset() != times[0].utcoffset():
            fault = f"{time.isoformat()} has another offset from UTC than the rows before"
            raise SeriesError(_at(number, TIME, f"{fault}: name the zone of the site"))


def _changes(times: list[datetime], zone: ZoneInfo | None) -> dict[int, int]:
    """Return hours of the wall clock (since 1970) that the zone skips (0) or repeats (2)."""
    if zone is None:
        return {}
    found = {}
    day, last = times[0].date(), times[-1].date()
    while day <= last:
        start = datetime(day.year, day.month, day.day, tzinfo=zone)
        if start.utcoffset() != (start + timedelta(days=1)).utcoffset():
            for hour in range(24):
                wall = start.replace(hour=hour)
                late = wall.replace(fold=1).utcoffset() - wall.utcoffset()
                if late:
                    found[to_us(wall.replace(tzinfo=UTC)) // HOUR] = 0 if late > timedelta() else 2
        day += timedelta(days=1)
    return found


def _placed(
    places: list[int],
    times: list[datetime],
    counts: list[float],
    gaps: bool,
    *,
    real: bool,
    changes: dict[int, int] | None = None,
) -> HourlyCounts:
    """Return the counts hour by hour; places are hours since 1970, in order and without holes."""
    changes = changes or {}
    first, found = places[0], [counts[0]]
    for number, (place, count) in enumerate(zip(places[1:], counts[1:], strict=True), 2):
        due = first + len(found)
        if (
            place == due - 1
            and changes.get(place) == 2
            and places[number - 3 : number - 1]
            != [
                place,
                place,
            ]
        ):
            found[-1] += count
            continue
        if place < due:
            twice = place == due - 1 or place in places[: number - 1]
            fault = "is there twice" if twice else "comes after a later one"
            raise SeriesError(_at(number, TIME, f"{times[number - 1].isoformat()} {fault}"))
        for hour in range(due, place):
            if changes.get(hour) != 0 and not gaps:
                fault = f"hours are missing before {times[number - 1].isoformat()}"
                raise SeriesError(_at(number, TIME, fault))
            found.append(float("nan"))
        found.append(count)
    return HourlyCounts(first * HOUR, np.array(found), real)
