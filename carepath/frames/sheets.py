"""Sheets that people keep: named columns, typed rows, and what is wrong by row, column and reason.

The sentences are message ids: a page shows `gettext(sentence) % params`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from carepath.frames.rejects import gettext_noop

TEXT, WHOLE, YES_NO, DAY, MOMENT, CHOICE = "text", "whole", "yes_no", "day", "moment", "choice"
MOST_ROWS = 20_000
MOST_BYTES = 1024 * 1024

_ = gettext_noop

FAULTS = {
    "cells": _("The row has %(found)s cells, the head has %(wanted)s."),
    "quotes": _("A quotation mark is not closed or stands in the wrong place."),
    "charset": _("There are signs that cannot be read: save the file as UTF-8."),
    "empty": _("The cell is empty."),
    "long": _("The text is longer than %(most)s letters."),
    "whole": _("Write a whole number from %(least)s to %(most)s."),
    "yes_no": _("Write yes or no."),
    "day": _("Write a day such as 2026-03-31."),
    "day_range": _("Write a day from %(least)s to %(most)s."),
    "moment": _("Write a time such as 2026-03-31 07:30."),
    "skipped": _("The clocks skip this time: it did not exist."),
    "choice": _("Write one of: %(words)s."),
    "twice": _("Row %(row)s is about the same: keep one of them."),
    "otherwise": _("Row %(row)s says something else of it: %(other)s."),
    "unknown_unit": _("There is no such unit. Load it with the places first."),
    "unknown_site": _("There is no such site, or it is not yours to set up."),
    "unknown_zone": _("There is no such time zone. Write one such as Europe/Amsterdam."),
    "unknown_shift": _("The calendar of that day has: %(words)s."),
    "no_number": _("Write how many are present, needed, or both."),
    "more": _("More than there are: %(most)s."),
    "unknown_kind": _("There is no such equipment. Give its number in a row without a time first."),
    "overlap": _("It overlaps the slot of row %(row)s."),
    "overlaps_known": _("It overlaps a slot that is there already, from %(since)s."),
}
"""Code of a fault to its sentence."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the head it has in a file. `needed` = no cell of it may be empty; `least` and
    `most` bound a number, `most` the letters of a text; `words` are what a choice may say."""

    name: str
    kind: str = TEXT
    needed: bool = False
    least: int = 0
    most: int = 80
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row (1 = the head, as a spreadsheet counts), in which column ('' = the
    whole row), and a code of FAULTS with what its sentence names."""

    row: int
    column: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A usable row: its number and its values by column; None = empty, or no such column."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read: usable rows, faults, and the columns of the file that mean nothing here."""

    rows: Sequence[Row]
    faults: Sequence[Fault]
    unused: Sequence[str]
