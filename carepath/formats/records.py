"""Text to records: quoted newlines, doubled quotes, any line end, one bad row at a time."""

import csv
import io
from collections.abc import Iterator
from functools import partial
from itertools import islice

from carepath.formats.bytestream import Capped, Readable
from carepath.formats.dialects import check_head, is_declaration
from carepath.frames.mapping import Mapping
from carepath.frames.rejects import FileError

MAX_ROWS = 5_000_000
_MAX_LINE = 8 * 1024 * 1024
_CELLS_AT_ONCE = 300_000
_ROWS_AT_ONCE = 50_000
_CODECS = {"utf-8": ("utf-8-sig", "surrogateescape"), "utf-16": ("utf-16", "surrogatepass")}
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8"}


class Broken(tuple):
    """A record that is no row of cells: `(line as it stood,)`, told apart by its type."""

    __slots__ = ()


class Records:
    """The head and the records of a table; iterate over lists of some thousand at a time."""

    def __init__(self, stream: Readable, mapping: Mapping) -> None:
        self._encoding = mapping.encoding
        self._line, self._lines = "", 0
        text = _text(stream, mapping.encoding)
        self._reader = csv.reader(
            self._counted(text), delimiter=mapping.delimiter, strict=True, doublequote=True
        )
        self._records = self._safely()
        self._first: list = []
        self.columns = self._head(mapping.has_header)

    def __iter__(self) -> Iterator[list]:
        size = max(500, min(_ROWS_AT_ONCE, _CELLS_AT_ONCE // max(1, len(self.columns))))
        chunk, self._first = self._first, []
        total = 0
        while True:
            chunk.extend(islice(self._records, size - len(chunk)))
            if not chunk:
                return
            total += len(chunk)
            if total > MAX_ROWS:
                raise FileError("too_many_rows", rows=MAX_ROWS)
            yield chunk
            chunk = []

    def _head(self, has_header: bool) -> tuple[str, ...]:
        first = next(self._records, None)
        if first is not None and is_declaration(first):
            first = next(self._records, None)
        if first is None:
            raise FileError("empty")
        if isinstance(first, Broken):
            raise FileError("not_a_table")
        check_head(first)
        if any("\0" in name or not encodable(name) for name in first):
            raise FileError("encoding", encoding=self._encoding)
        if has_header:
            return tuple(first)
        self._first = [first]
        return tuple(f"Column {index + 1}" for index in range(len(first)))

    def _safely(self) -> Iterator[list[str] | Broken]:
        """Yield records without blank lines; a broken one is marked and the next line goes on."""
        while True:
            try:
                for cells in self._reader:
                    if cells:
                        yield cells
                return
            except csv.Error:
                yield Broken((self._line,))
            except UnicodeError as error:
                raise FileError("encoding", encoding=self._encoding) from error

    def _counted(self, text: io.TextIOWrapper) -> Iterator[str]:
        try:
            for line in iter(partial(text.readline, _MAX_LINE), ""):
                self._lines += 1
                if len(line) >= _MAX_LINE:
                    raise FileError("line_too_long", line=self._lines)
                self._line = line
                yield line
        except UnicodeError as error:
            raise FileError("encoding", encoding=self._encoding) from error


def _text(stream: Readable, encoding: str) -> io.TextIOWrapper:
    buffered = io.BufferedReader(Capped(stream), 256 * 1024)
    head = buffered.peek(4)
    found = next((name for bom, name in _BOMS.items() if head.startswith(bom)), None)
    if not head:
        raise FileError("empty")
    if (found or encoding) != encoding or (encoding == "utf-16" and not found):
        raise FileError("encoding", encoding=encoding)
    codec, errors = _CODECS.get(encoding, (encoding, "surrogateescape"))
    return io.TextIOWrapper(buffered, encoding=codec, errors=errors, newline="")


def encodable(text: str) -> bool:
    """Tell whether the text has no undecodable bytes in it."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
