"""Small tables that people keep: each cell a value, or a fault with row, column and reason."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from carepath.formats import sheets
from carepath.frames.rejects import FileError
from carepath.frames.sheets import (
    CHOICE,
    DAY,
    FAULTS,
    MOMENT,
    MOST_BYTES,
    WHOLE,
    YES_NO,
    Column,
)  # fmt: skip

ZONE = ZoneInfo("Europe/Amsterdam")
COLUMNS = (
    Column("unit", needed=True, most=8),
    Column("beds", WHOLE, least=1, most=99),
    Column("side room", YES_NO),
    Column("care", CHOICE, words={"ward": "ward", "intensive care": "intensive"}),
    Column("day", DAY),
    Column("at", MOMENT),
)
HEAD = "unit,beds,side room,care,day,at"


def read(text, columns=COLUMNS):
    return sheets.read(text if isinstance(text, bytes) else text.encode(), columns, ZONE)


def test_cells_become_values():
    found = read(f"{HEAD}\nW1,12,yes,Intensive care,2026-03-02,2026-03-02 07:30\nW2,,,,,\n")
    one, other = found.rows
    assert (one.number, one["unit"], one["beds"], one["side room"]) == (2, "W1", 12, True)
    assert (one["care"], one["day"]) == ("intensive", date(2026, 3, 2))
    assert one["at"] == datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    assert (other["unit"], other["beds"], other["at"]) == ("W2", None, None)
    assert not found.faults and not found.unused


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (",1,,,,", "unit", "empty"),
        ("W12345678,1,,,,", "unit", "long"),
        ("W1,0,,,,", "beds", "whole"),
        ("W1,100,,,,", "beds", "whole"),
        ("W1,1.5,,,,", "beds", "whole"),
        ("W1,²,,,,", "beds", "whole"),
        ("W1,1,perhaps,,,", "side room", "yes_no"),
        ("W1,1,,icy,,", "care", "choice"),
        ("W1,1,,,02-03-2026,", "day", "day"),
        ("W1,1,,,,2026-03-02", "at", "moment"),
        ("W1,1,,,,soon", "at", "moment"),
        ("W1,1,,,,2026-03-29 02:30", "at", "skipped"),
        ("W1,1,,,", "", "cells"),
        ('W1,"1"2,,,,', "", "quotes"),
        ("W\0,1,,,,", "unit", "charset"),
    ],
)
def test_what_is_wrong_is_named_by_row_column_and_reason(cells, column, code):
    found = read(f"{HEAD}\nW0,1,,,,\n\n{cells}\nW9,1,,,,\n")
    assert [(one.row, one.column, one.code) for one in found.faults] == [(4, column, code)]
    assert [row.number for row in found.rows] == [2, 5]
    assert "%" not in FAULTS[code] % found.faults[0].params


def test_every_fault_of_a_row_is_told():
    assert [one.column for one in read(f"{HEAD}\n,x,x,x,x,x\n").faults] == HEAD.split(",")


def test_heads_stand_in_any_order_and_others_are_named():
    found = read("Beds; UNIT ;Remark;at (Europe/Amsterdam)\n3;W1;quiet;2026-10-25T02:30+01:00\n")
    assert (found.rows[0]["unit"], found.rows[0]["beds"]) == ("W1", 3)
    assert found.rows[0]["at"] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert list(found.unused) == ["Remark"]


def test_a_repeated_time_without_an_offset_is_its_first_pass():
    found = read(f"{HEAD}\nW1,,,,,2026-10-25 02:30\n")
    assert found.rows[0]["at"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_what_a_spreadsheet_writes_is_read():
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        found = read("sep=;\r\nunit;beds\r\nZürich;3\r\n'=W2;4\r\n".encode(encoding))
        assert [row["unit"] for row in found.rows] == ["Zürich", "=W2"], encoding
        assert found.rows[0].number == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"beds,care\n1,ward\n", "no_column"),
        (b"unit,unit,beds\nW1,W1,1\n", "twice_column"),
        (b"unit,beds\n", "no_rows"),
        (b"unit,beds\n" + b"W1,1\n" * 20_001, "too_many_rows"),
        (b"unit,beds\n" + b"x" * MOST_BYTES, "too_big"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content, code):
    with pytest.raises(FileError) as error:
        read(content)
    assert error.value.code == code
