"""Which parser reads a file: by content first, then by name."""

import gzip

import pytest

from carepath.formats import parsers, tabular, xes
from carepath.frames.rejects import FileError

LOG = b'<?xml version="1.0"?>\n<log><trace/></log>'


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"case,activity\n", "log.csv", "csv"),
        (b"\xef\xbb\xbfcase;activity\n", "log.txt", "csv"),
        ("case,activity\n".encode("utf-16"), "log.csv", "csv"),
        (b"case,activity\n1,\0\n" * 400, "log.csv", None),
        (LOG, "log.xes", "xes"),
        (b"\xef\xbb\xbf \n" + LOG, "misnamed.csv", "xes"),
        (LOG.decode().encode("utf-16"), "log.xes", "xes"),
        (b"case,activity\n", "log.xes", None),
        (b"PK\x03\x04 a workbook", "log.csv", None),
        (b"%PDF-1.7", "log.csv", None),
        (b'{"resourceType": "Bundle"}', "x.json", None),
        (b"MSH|^~\\&|", "x.hl7", None),
        (b"\x89PNG\r\n\x1a\n", "x.png", None),
        (b"\x01\x02\x03", "x", None),
        (b"", "x.csv", None),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_kinds(head, name, kind, packed):
    head = gzip.compress(head) if packed else head
    name = f"{name}.gz" if packed else name
    if kind:
        assert parsers.kind_of(head, name) == kind
        return
    with pytest.raises(FileError):
        parsers.kind_of(head, name)


def test_a_workbook_is_told_what_to_do():
    with pytest.raises(FileError, match="Save it as CSV"):
        parsers.kind_of(b"PK\x03\x04")


def test_every_kind_has_a_parser():
    assert {"csv": tabular, "xes": xes} == parsers.PARSERS
    assert all(hasattr(module, "propose") for module in parsers.PARSERS.values())
    assert all(hasattr(module, "read") for module in parsers.PARSERS.values())
