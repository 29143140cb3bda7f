"""Text to records: against the cells that were written."""

import csv
import io
import random

import pytest

from carepath.formats import records as module
from carepath.formats.records import Broken, Records, encodable
from carepath.frames.mapping import Mapping
from carepath.frames.rejects import FileError

PLAIN = Mapping(case="a", activity="b", time="c")


def read(data, **changes):
    mapping = Mapping(case="a", activity="b", time="c", **changes)
    records = Records(io.BytesIO(data), mapping)
    return records.columns, [record for chunk in records for record in chunk]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_was_written_is_read(encoding, delimiter, end):
    rng = random.Random(encoding + delimiter + end)
    pieces = ["é", "NA", '"', "\n", "\r\n", ",", ";", "\t", "|", "x" * 50, " ", "1.5", "€"]
    cells = [["a", "b", "c"]] + [
        ["".join(rng.choices(pieces, k=rng.randint(0, 4))) + "z" for _ in range(3)]
        for _ in range(200)
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(cells)
    data = text.getvalue().encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    name = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    columns, records = read(data, delimiter=delimiter, encoding=name)
    assert list(columns) == cells[0]
    assert records == cells[1:]


def test_no_final_line_end_and_old_line_ends():
    assert read(b"a,b,c\n1,2,3")[1] == [["1", "2", "3"]]
    assert read(b"a,b,c\r1,2,3\r\r4,5,6\r")[1] == [["1", "2", "3"], ["4", "5", "6"]]


def test_a_first_line_that_declares_the_delimiter_is_no_head():
    for line in (b"sep=,\n", b"sep=;\r\n"):
        columns, records = read(line + b"a,b,c\n1,2,3\n")
        assert (columns, records) == (("a", "b", "c"), [["1", "2", "3"]])


def test_without_a_head_the_columns_are_numbered():
    columns, records = read(b"1,2\n3,4\n", has_header=False)
    assert columns == ("Column 1", "Column 2")
    assert records == [["1", "2"], ["3", "4"]]


def test_a_broken_record_is_marked_and_the_next_line_goes_on():
    _, records = read(b'a,b,c\n1,"2"x,3\n4,5,6\n7,"8\n')
    assert records[1] == ["4", "5", "6"]
    assert [type(record) for record in records] == [Broken, list, Broken]
    assert records[0] == ('1,"2"x,3\n',)


def test_an_open_quote_costs_at_most_128_ki_characters():
    lines = b"".join(b"%d,x,y\n" % n for n in range(40_000))
    _, records = read(b'a,b,c\n0,"x,y\n' + lines)
    assert isinstance(records[0], Broken)
    assert records[-1] == ["39999", "x", "y"]
    assert 20_000 < len(records) < 40_000


@pytest.mark.parametrize(
    ("data", "encoding", "code"),
    [
        (b"", "utf-8", "empty"),
        (b"\n\n\n", "utf-8", "empty"),
        (b"\xff\xfea\0", "utf-8", "encoding"),
        (b"a,b", "utf-16", "encoding"),
        (b"\xef\xbb\xbfa,b", "cp1252", "encoding"),
        (b"a\0,b", "utf-8", "encoding"),
        (b"caf\xe9,b", "utf-8", "encoding"),
        (b"\xff\xfea\0,\0b", "utf-16", "encoding"),
        (b'"a,b\n', "utf-8", "not_a_table"),
        (b"a," * 512 + b"b", "utf-8", "too_many_columns"),
        (b"a" * (8 * 1024 * 1024 + 1), "utf-8", "line_too_long"),
    ],
)
def test_a_bad_head_refuses_the_file(data, encoding, code):
    with pytest.raises(FileError) as error:
        read(data, encoding=encoding)
    assert error.value.code == code


def test_rows_are_capped(monkeypatch):
    monkeypatch.setattr(module, "MAX_ROWS", 10)
    assert len(read(b"a,b\n" + b"1,2\n" * 10)[1]) == 10
    with pytest.raises(FileError, match="more than 10 rows"):
        read(b"a,b\n" + b"1,2\n" * 11)


def test_encodable():
    assert encodable("plain") and encodable("café")
    assert not encodable("caf\udce9")
