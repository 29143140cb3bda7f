"""Time formats that people declare: letters (`dd-MM-yyyy HH:mm`) or strptime (`%d-%m-%Y %H:%M`).

A compiled pattern holds a polars (chrono) format and a regular expression that a text must match
first: the format alone would also read `14/10/22` as a day of the year 14. Both are linear.
"""

import re
from dataclasses import dataclass

import polars as pl

US, S, MIN, DAY = range(4)  # codes of spans.PRECISIONS
EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000}
"""Formats of plain numbers, with the microseconds of one unit."""

_NAMES = r"[A-Za-z]{3,9}"
_TOKENS = {  # letters: (chrono, regular expression)
    "yyyy": ("%Y", r"\d{4}"),
    "uuuu": ("%Y", r"\d{4}"),
    "yy": ("%y", r"\d{2}"),
    "MMMM": ("%B", _NAMES),
    "MMM": ("%b", _NAMES),
    "MM": ("%m", r"\d{1,2}"),
    "M": ("%m", r"\d{1,2}"),
    "dd": ("%d", r"\d{1,2}"),
    "d": ("%d", r"\d{1,2}"),
    "EEEE": ("%A", _NAMES),
    "EEE": ("%a", _NAMES),
    "HH": ("%H", r"\d{1,2}"),
    "H": ("%H", r"\d{1,2}"),
    "hh": ("%I", r"\d{1,2}"),
    "h": ("%I", r"\d{1,2}"),
    "mm": ("%M", r"\d{1,2}"),
    "m": ("%M", r"\d{1,2}"),
    "ss": ("%S", r"\d{1,2}"),
    "s": ("%S", r"\d{1,2}"),
    "a": ("%p", r"[AaPp][Mm]"),
}
_OFFSETS = ("XXX", "XX", "X", "Z", "xxx", "xx", "x")
_STRPTIME = {
    "%Y": "yyyy",
    "%y": "yy",
    "%B": "MMMM",
    "%b": "MMM",
    "%m": "MM",
    "%d": "dd",
    "%A": "EEEE",
    "%a": "EEE",
    "%H": "HH",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%p": "a",
    "%f": "SSSSSS",
    "%z": "XXX",
    "%T": "HH:mm:ss",
    "%F": "yyyy-MM-dd",
}
_LEXER = re.compile(
    r"'(?P<quoted>[^']*)'|(?P<fraction>[.,]?S+)|(?P<letters>([A-Za-z])\4*)|(?P<mark>.)", re.DOTALL
)
_COMMA = r"(:\d{1,2}),(\d)"
_YEAR_MONTH_DAY = ({"%Y", "%y"}, {"%m", "%b", "%B"}, {"%d"})


class PatternError(ValueError):
    """A time format that cannot be used; the text says which part."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How to read one form of time: polars `strptime` after `regex` matched the whole text."""

    strptime: str
    regex: str
    precision: int
    has_offset: bool


def compile_pattern(declared: str) -> Pattern:
    """Return the pattern of a declared format; PatternError names what is wrong in it."""
    pieces = [_piece(match) for match in _LEXER.finditer(_letters(declared))]
    formats = [piece[0] for piece in pieces]
    for needed, word in zip(_YEAR_MONTH_DAY, ("year", "month", "day"), strict=True):
        if sum(form in needed for form in formats) != 1:
            raise PatternError(f"{declared!r} needs the {word} once.")
    if ("%I" in formats) != ("%p" in formats):
        raise PatternError(f"{declared!r}: hours to 12 (hh) and a (AM, PM) go together.")
    regex = "".join(_narrow(piece, index, pieces) for index, piece in enumerate(pieces))
    return Pattern("".join(formats), f"^{regex}$", _precision(formats), "%#z" in formats)


def read(form: Pattern, text: pl.Series) -> pl.Series:
    """Return microseconds (UTC when the form has an offset, else wall clock), null = not so."""
    matching = text.set(~text.str.contains(form.regex), None)
    if matching.null_count() == len(matching):
        return pl.Series([None] * len(text), dtype=pl.Int64)
    if "%.f" in form.strptime:
        matching = matching.str.replace(_COMMA, "$1.$2")
    parsed = matching.str.to_datetime(form.strptime, time_unit="us", strict=False, exact=True)
    return parsed.cast(pl.Int64)


def _letters(declared: str) -> str:
    if "%" not in declared:
        return declared
    pieces = re.split(r"(%.)", declared)
    for index, piece in enumerate(pieces):
        if piece.startswith("%"):
            if piece not in _STRPTIME:
                raise PatternError(f"{piece!r} cannot be used in a time format.")
            pieces[index] = _STRPTIME[piece]
        else:
            pieces[index] = re.sub(r"([A-Za-z]+)", r"'\1'", piece)
    return "".join(pieces)


def _piece(match: re.Match) -> tuple[str, str]:
    letters = match["letters"]
    if match["fraction"]:
        return _fraction(match["fraction"])
    if letters in _TOKENS:
        return _TOKENS[letters]
    if letters in _OFFSETS:
        return "%#z", r"(?:Z|[+-]\d{2}(?::?\d{2})?)"
    if letters and letters != "T":
        raise PatternError(f"{letters!r} cannot be used in a time format.")
    text = letters or match["mark"] or match["quoted"] or ""
    return text.replace("%", "%%"), re.escape(text)


def _fraction(letters: str) -> tuple[str, str]:
    if letters[0] == "S":
        raise PatternError("Parts of a second (S) stand after a point or comma.")
    return "%.f", r"(?:[.,]\d{1,9})?"


def _narrow(piece: tuple[str, str], index: int, pieces: list[tuple[str, str]]) -> str:
    """Ask for two digits where the next or last piece is digits too: 1112 is not 1, 11, 2."""
    beside = pieces[max(0, index - 1) : index] + pieces[index + 1 : index + 2]
    digits = piece[1] == r"\d{1,2}" and any(other[1].startswith(r"\d") for other in beside)
    return r"\d{2}" if digits else piece[1]


def _precision(formats: list[str]) -> int:
    if "%.f" in formats:
        return US
    if "%S" in formats:
        return S
    return MIN if "%M" in formats or "%H" in formats else DAY


ISO = tuple(
    compile_pattern(form)
    for form in (
        "yyyy-MM-dd HH:mm:ss.SSS",
        "yyyy-MM-dd'T'HH:mm:ss.SSS",
        "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
        "yyyy-MM-dd HH:mm:ss.SSSXXX",
        "yyyy-MM-dd HH:mm:ss.SSS XXX",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mmXXX",
        "yyyy-MM-dd HH:mmXXX",
        "yyyy-MM-dd",
        "yyyyMMdd'T'HHmmss.SSS",
        "yyyyMMdd'T'HHmmss.SSSXXX",
        "yyyyMMdd",
    )
)
"""The forms of ISO 8601 that occur in logs."""
