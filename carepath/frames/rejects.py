"""Why a row or a whole file cannot be used: codes, and sentences without patient data.

The sentences are message ids: a page shows `gettext(sentence) % params`.
"""

from typing import Any


def gettext_noop(sentence: str) -> str:
    """Return the sentence itself; the name marks it for translation."""
    return sentence


_ = gettext_noop

REASONS = {
    "too_few_cells": _("The row has fewer cells than the head of the table."),
    "too_many_cells": _("The row has more cells than the head of the table."),
    "bad_quotes": _("A quotation mark in this row is not closed or stands in the wrong place."),
    "nul": _("The row holds a NUL character."),
    "cell_too_big": _("A cell is larger than 64 KiB."),
    "charset": _("The row holds bytes that are not text in the declared encoding."),
    "missing_case": _("The case is empty."),
    "missing_activity": _("The activity is empty."),
    "missing_time": _("The time is empty."),
    "too_long": _(
        "A name is too long: 200 characters for a case or activity, 80 for a unit or role."
    ),
    "bad_time": _("A time cannot be read in the declared format."),
    "bad_lifecycle": _("The lifecycle word is not one that is known."),
    "skipped": _("The row says that the step was skipped: nothing happened."),
    "unpaired_withdrawal": _("A request is withdrawn that is not in the file."),
}
"""Code of a rejected row to its sentence."""

FILE_ERRORS = {
    "empty": _("The file is empty. Choose a file with a head and at least one row."),
    "not_a_table": _("This is not a table: no delimiter (comma, semicolon, tab or |) was found."),
    "no_rows": _("The file has a head but no rows."),
    "no_column": _("There is no column “%(column)s”. The file has: %(columns)s."),
    "twice_column": _("The column “%(column)s” occurs more than once: rename one of them."),
    "encoding": _("The file is not %(encoding)s text. Choose another encoding."),
    "too_big": _("The file is larger than %(mib)d MiB. Split it by cases and import the parts."),
    "gzip_ratio": _("The compressed file grows more than %(ratio)d times. Send it unpacked."),
    "damaged_gzip": _("The compressed file is damaged or cut off. Send it again."),
    "too_many_rows": _("The file has more than %(rows)d rows. Split it by cases."),
    "too_many_columns": _("The file has more than %(columns)d columns."),
    "long_column": _(
        "A column's name is longer than %(letters)d characters. Is the first line the head?"
    ),
    "line_too_long": _(
        "Line %(line)d is too long for a table. Check the delimiter and the quotes."
    ),
    "too_many_bad": _(
        "%(bad)d of %(rows)d rows cannot be used, most often: %(sentence)s Nothing was imported."
    ),
    "too_many_stages": _(
        "The activity column has more than %(stages)d different values. Is it the right column?"
    ),
    "too_many_units": _(
        "The unit column has more than %(names)d different values. Is it the right column?"
    ),
    "too_many_roles": _(
        "The role column has more than %(names)d different values. Is it the right column?"
    ),
    "workbook": _("This is a spreadsheet. Save it as CSV (UTF-8) and send that file."),
    "unknown_kind": _("This is neither a table (CSV, TSV) nor an XES log."),
    "not_xes": _("This is XML but not an XES log."),
    "xml_broken": _("The XML is broken or cut off near line %(line)d."),
    "xml_forbidden": _("The XML declares a document type or entities, which is not allowed."),
    "xml_piece": _("The XML holds more than 1 MiB without an element."),
    "xml_too_deep": _("The XML is nested deeper than %(depth)d levels."),
    "empty_message": _("The message holds no events."),
    "bad_event": _("Line %(line)d is no event: %(field)s cannot be read."),
}
"""Code of a refused file to its sentence."""


class FileError(ValueError):
    """A file that cannot be used at all; its text is a sentence for the person who sent it."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.template = FILE_ERRORS[code]
        self.params = params
        super().__init__(self.template % params)
