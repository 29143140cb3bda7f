"""Tables as files: XLSX with types, units and a sheet that says what it is; CSV that is safe."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.formats import get_format
from django.utils.translation import gettext as _

TEXT, WHOLE, DECIMAL, MOMENT = "text", "whole", "decimal", "moment"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head without unit, what its cells are, and their unit."""

    head: str
    kind: str = TEXT
    unit: str = ""

    @property
    def title(self) -> str:
        return f"{self.head}, {self.unit}" if self.unit else self.head


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to export. `about` says what it is: filter, definition, data time, person …

    Moments are aware datetimes and are written in `zone`, which the heads name. Of a made-up
    hospital (`invented`) each row, the sheet about it and the file's name say so.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    zone: ZoneInfo
    about: Sequence[tuple[str, str]] = field(default_factory=tuple)
    invented: bool = False

    @property
    def titles(self) -> list[str]:
        """Return the heads, with units; moments name the zone."""
        return [
            f"{column.title} ({self.zone})" if column.kind == MOMENT else column.title
            for column in self.columns
        ]


def response(sheet: Sheet, *, kind: str, filename: str) -> HttpResponseBase:
    """Return a download of the sheet as `xlsx` or `csv`; ValueError for another kind."""
    if sheet.invented:
        sheet, filename = marked(sheet), f"invented-{filename}"
    if kind == "xlsx":
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer: HttpResponseBase = HttpResponse(xlsx(sheet), content_type=content_type)
    elif kind == "csv":
        answer = StreamingHttpResponse(csv_lines(sheet), content_type="text/csv; charset=utf-8")
    else:
        raise ValueError(_("Export: choose xlsx or csv."))
    answer["Content-Disposition"] = f'attachment; filename="{filename}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def marked(sheet: Sheet) -> Sheet:
    """Return the sheet of a made-up hospital with the mark in each row: sorted or cut, it stays."""
    mark = _("invented")
    return replace(
        sheet,
        columns=[*sheet.columns, Column(_("Data"))],
        rows=((*row, mark) for row in sheet.rows),
        about=[(_("Data"), _("Invented: no patient here is real.")), *sheet.about],
        invented=False,
    )


# -- XLSX -----------------------------------------------------------------------------------------


def xlsx(sheet: Sheet) -> bytes:
    """Return the workbook: the table with typed cells, and a sheet that says what it is."""
    stream = io.BytesIO()
    with TemporaryDirectory(dir=_scratch()) as folder, _book(stream, folder) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5"})
        styles = {
            WHOLE: book.add_format({"num_format": "#,##0"}),
            DECIMAL: book.add_format({"num_format": "#,##0.0##"}),
            MOMENT: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            TEXT: book.add_format({"num_format": "@"}),
        }
        table = book.add_worksheet(_sheet_name(sheet.name))
        for at, title in enumerate(sheet.titles):
            table.write_string(0, at, title, head)
            table.set_column(at, at, max(12, min(42, len(title) + 2)))
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                _write(table, last, at, column.kind, value, styles, sheet.zone)
        table.freeze_panes(1, 0)
        table.autofilter(0, 0, last, len(sheet.columns) - 1)
        _about(book, sheet)
    return stream.getvalue()


def _book(stream: io.BytesIO, folder: str) -> Any:
    # Rows go to disk as they are written: memory stays flat however long the table.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(stream, plain | {"constant_memory": True, "tmpdir": folder})


def _scratch() -> Path:
    folder = Path(settings.CAREPATH_HOME) / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _write(
    table: Any, row: int, at: int, kind: str, value: Any, styles: dict[str, Any], zone: ZoneInfo
) -> None:
    if value is None:
        return
    if kind == MOMENT:
        table.write_datetime(row, at, _civil(value, zone), styles[kind])
    elif kind in (WHOLE, DECIMAL):
        table.write_number(row, at, value, styles[kind])
    else:
        table.write_string(row, at, str(value), styles[TEXT])


def _about(book: Any, sheet: Sheet) -> None:
    table = book.add_worksheet(_("About"))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "num_format": "@"})
    table.set_column(0, 0, 22)
    table.set_column(1, 1, 90)
    for row, (label, value) in enumerate(sheet.about):
        table.write_string(row, 0, label, bold)
        table.write_string(row, 1, value, wrap)


def _sheet_name(name: str) -> str:
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in name)[:31]


def _civil(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


# -- CSV ------------------------------------------------------------------------------------------


def csv_lines(sheet: Sheet, *, mark: str | None = None) -> Iterator[str]:
    """Yield the lines of the CSV: a BOM first, the reader's decimal mark, no cell that computes."""
    mark = mark or get_format("DECIMAL_SEPARATOR")
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";" if mark == "," else ",", lineterminator="\r\n")
    writer.writerow(guarded(title) for title in sheet.titles)
    yield "\ufeff" + _taken(line)
    for row in sheet.rows:
        cells = zip(sheet.columns, row, strict=True)
        writer.writerow(_cell(column.kind, value, mark, sheet.zone) for column, value in cells)
        yield _taken(line)


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _cell(kind: str, value: Any, mark: str, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if kind == MOMENT:
        return _civil(value, zone).isoformat(sep=" ", timespec="seconds")
    if kind == WHOLE:
        return str(int(value))
    if kind == DECIMAL:
        return repr(float(value)).replace(".", mark)
    return guarded(str(value))


def guarded(text: str) -> str:
    """Return the text with an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
