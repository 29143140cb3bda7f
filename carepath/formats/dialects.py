"""How a table is written: encoding, delimiter, head or none; proposed, never trusted."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from carepath.formats.bytestream import is_gzip, unpack_head
from carepath.frames.rejects import FileError

DELIMITERS = ",;\t|"
MAX_COLUMNS, MAX_NAME = 512, 1_000
_SAMPLE = 500
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the first bytes look like."""

    delimiter: str
    encoding: str
    has_header: bool
    gzip: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The dialect of a table with its first whole records."""

    dialect: Dialect
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sample(head: bytes, complete: bool = False, rows: int = 20_000) -> Sample:
    """Return the dialect and the first records; FileError when this is no table.

    The last line may be cut off unless the head is the complete file, and is then left out.
    """
    packed = is_gzip(head)
    encoding, text = _decoded(unpack_head(head))
    if not text.strip():
        raise FileError("empty")
    if not complete and (cut := text.rfind("\n")) > 0:
        text = text[: cut + 1]
    delimiter, text = _declared(text) or (_delimiter(text), text)
    records = [tuple(r) for r in islice(_records(text, delimiter), rows + 1) if r]
    has_header = not any(map(_is_value, records[0]))
    width = len(records[0])
    check_head(records[0])
    columns = records[0] if has_header else tuple(f"Column {n + 1}" for n in range(width))
    body = [record for record in records[has_header:] if len(record) == width]
    return Sample(Dialect(delimiter, encoding, has_header, packed), columns, tuple(body))


def _decoded(content: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)
            return encoding, decoder("replace").decode(content)
    try:
        return "utf-8", codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return _legacy(content)


def _legacy(content: bytes) -> tuple[str, str]:
    """Return cp1252 text, unless only a few bytes are wrong in what is else UTF-8."""
    lenient = content.decode("utf-8", "replace")
    wrong = lenient.count("\ufffd")
    beyond = sum(letter > "\x7f" for letter in lenient) - wrong
    if beyond > 4 * wrong:
        return "utf-8", lenient
    return "cp1252", content.decode("cp1252", "replace")


def _declared(text: str) -> tuple[str, str] | None:
    """Return the delimiter that a first line `sep=;` declares, and the text after that line."""
    found = re.match(r"sep=(.)\r?\n", text)
    return (found[1], text[found.end() :]) if found else None


def is_declaration(record: Sequence[str]) -> bool:
    """Tell whether a record is that first line, cut at its own delimiter or whole."""
    return list(record) == ["sep=", ""] or bool(
        len(record) == 1 and re.fullmatch("sep=.", record[0])
    )


def check_head(names: Sequence[str]) -> None:
    """Raise FileError when this cannot be the head of a table that people read."""
    if len(names) > MAX_COLUMNS:
        raise FileError("too_many_columns", columns=MAX_COLUMNS)
    if max(map(len, names), default=0) > MAX_NAME:
        raise FileError("long_column", letters=MAX_NAME)


def _delimiter(text: str) -> str:
    scores = {mark: _score(text, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: scores[mark])
    if not scores[best]:
        raise FileError("not_a_table")
    return best


def _score(text: str, delimiter: str) -> float:
    """Rate a delimiter: the share of records of the commonest width first, then the width."""
    widths = Counter(len(r) for r in islice(_records(text, delimiter), _SAMPLE) if r)
    if not widths:
        return 0
    width, n = widths.most_common(1)[0]
    share = n / widths.total()
    return share**3 * (1 + min(width, 50) / 100) if width > 1 else 0


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            yield from reader
            return
        except csv.Error:
            continue


def _is_value(cell: str) -> bool:
    """Tell whether a cell is a number or a time, as no name of a column is."""
    text = cell.strip()
    if not text or not text[0].isdigit():
        return False
    return text.replace(".", "", 1).replace(",", "", 1).isdigit() or _is_time(text)


def _is_time(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    return digits >= 6 and all(letter.isdigit() or letter in "-/.: TZ+" for letter in text)
