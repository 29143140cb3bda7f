"""Which parser reads which kind of file; the kind is told by content first, then by name."""

import re
from types import ModuleType

from carepath.formats import tabular, xes
from carepath.formats.bytestream import unpack_head
from carepath.frames.rejects import FileError

CSV, XES = "csv", "xes"
PARSERS: dict[str, ModuleType] = {CSV: tabular, XES: xes}
"""Kind to the module with `propose(head, name)` and `read(stream, mapping)`."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OTHERS = (b"%PDF", b"{", b"MSH|", b"\x7fELF", b"\x89PNG")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]{2}|\x00")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(head: bytes, name: str = "") -> str:
    """Return the kind of a file by its first bytes; FileError when no parser reads it."""
    content = unpack_head(head).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not content:
        raise FileError("empty")
    if content.startswith(_WORKBOOKS):
        raise FileError("workbook")
    if content.startswith(b"<") or xes.is_wide_xml(content):
        return XES
    binary = _CONTROL.search(content[:4096]) and not content.startswith(_BOMS)
    if content.startswith(_OTHERS) or name.lower().endswith((".xes", ".xes.gz")) or binary:
        raise FileError("unknown_kind")
    return CSV
