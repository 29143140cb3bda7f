"""Exports: typed cells, units in the heads, a sheet that says what it is, nothing that computes."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from carepath.ui import export
from carepath.ui.export import DECIMAL, MOMENT, TEXT, WHOLE, Column, Sheet

AT = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)
ROW = ("=1+1", 7, 1234.5, AT)


def sheet(*rows):
    columns = [
        Column("Stage", TEXT),
        Column("Journeys", WHOLE),
        Column("Wait", DECIMAL, "h"),
        Column("Opened", MOMENT),
    ]
    about = [("Filter", "source = sepsis"), ("Person", "Nora")]
    return Sheet("Waits/all", columns, rows, ZoneInfo("Europe/Amsterdam"), about)


def test_the_workbook_is_typed_and_says_what_it_is():
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx(sheet(ROW, (None,) * 4))))
    table, about = book.worksheets
    assert [cell.value for cell in table[1]] == [
        "Stage", "Journeys", "Wait, h", "Opened (Europe/Amsterdam)",
    ]  # fmt: skip
    civil = AT.replace(hour=10, tzinfo=None)
    assert [cell.value for cell in table[2]] == ["=1+1", 7, 1234.5, civil]
    assert table["A2"].data_type == "s"
    assert [cell.value for cell in table[3]] == [None] * 4
    assert [[cell.value for cell in row] for row in about.rows] == [
        ["Filter", "source = sepsis"], ["Person", "Nora"],
    ]  # fmt: skip


def test_a_comma_reader_gets_commas_and_semicolons():
    text = "".join(export.csv_lines(sheet(ROW), mark=","))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[1] == ["'=1+1", "7", "1234,5", "2026-03-02 10:00:30"]


def test_a_point_reader_gets_points_and_commas():
    text = "".join(export.csv_lines(sheet(("a,b", -3, -0.25, None))))
    assert text.split("\r\n")[1] == '"a,b",-3,-0.25,'


@pytest.mark.parametrize("text", ["=a", "+a", "-a", "@a", "\ta", "\ra"])
def test_no_text_computes_in_a_spreadsheet(text):
    assert export.guarded(text) == "'" + text


def test_plain_text_stays_as_it_is():
    assert export.guarded("ER Triage = done") == "ER Triage = done"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_download_is_an_attachment_that_is_not_kept(kind):
    answer = export.response(sheet(ROW), kind=kind, filename="waits")
    assert answer["Content-Disposition"] == f'attachment; filename="waits.{kind}"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert len(answer.getvalue()) > 50


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="xlsx or csv"):
        export.response(sheet(), kind="pdf", filename="waits")


def test_a_made_up_hospital_is_marked_in_each_row_in_the_sheet_and_in_the_name():
    made_up = replace(sheet(ROW, ROW), invented=True)
    answer = export.response(made_up, kind="csv", filename="waits")
    assert answer["Content-Disposition"] == 'attachment; filename="invented-waits.csv"'
    lines = answer.getvalue().decode().splitlines()
    assert lines[0].endswith(",Data")
    assert [line.endswith(",invented") for line in lines[1:]] == [True, True]
    answer = export.response(made_up, kind="xlsx", filename="waits")
    table, about = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    assert [row[-1].value for row in table.rows] == ["Data", "invented", "invented"]
    assert [cell.value for cell in about[1]] == ["Data", "Invented: no patient here is real."]
