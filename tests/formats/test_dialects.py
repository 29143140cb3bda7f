"""How tables are written, from their first bytes."""

import gzip

import pytest

from carepath.formats.dialects import Dialect, check_head, is_declaration, sample
from carepath.frames.rejects import FileError

TEXT = "Case ID;Activity;Time;Value\nA;Überprüfung;2014/10/22 11:15:41.000;1,5\nNA;CRP, fast;x;2\n"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_encodings(encoding, expected, packed):
    head = TEXT.encode(encoding)
    found = sample(gzip.compress(head) if packed else head)
    assert found.dialect == Dialect(";", expected, True, packed)
    assert found.columns == ("Case ID", "Activity", "Time", "Value")
    assert found.rows[0][1] == "Überprüfung"


def test_big_endian_with_a_mark():
    assert sample(b"\xfe\xff" + TEXT.encode("utf-16-be")).dialect.encoding == "utf-16"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    line = delimiter.join(['"a, b; c"', "1.5", "2014-03-04 10:00"])
    text = delimiter.join(["x y", "z", "t"]) + "\n" + (line + "\n") * 5
    assert sample(text.encode()).dialect.delimiter == delimiter


def test_a_delimiter_may_be_declared_as_spreadsheets_do():
    found = sample(b"sep=;\r\na,x;b;c\r\n1,2;2;3\r\n")
    assert (found.dialect.delimiter, found.columns) == (";", ("a,x", "b", "c"))
    for record in (["sep=", ""], ["sep=;"]):
        assert is_declaration(record)
    for record in ([], ["sep="], ["sep=", "x"], ["sep=ab"]):
        assert not is_declaration(record)


def test_a_head_that_nobody_could_read_is_refused():
    check_head(["x" * 1_000] * 512)
    for names, code in ((["x"] * 513, "too_many_columns"), (["x" * 1_001], "long_column")):
        with pytest.raises(FileError) as error:
            check_head(names)
        assert error.value.code == code


def test_a_cut_line_is_left_out_unless_the_head_is_all():
    data = b"a,b\n1,2\n3,4"
    assert sample(data).rows == (("1", "2"),)
    assert sample(data, complete=True).rows == (("1", "2"), ("3", "4"))


def test_a_cut_character_is_no_other_encoding():
    data = "a,b\né,ü\n".encode() + "é".encode()[:1]
    assert sample(data).dialect.encoding == "utf-8"


def test_a_few_wrong_bytes_are_no_other_encoding():
    data = "a,b\n" + "é,ü\n" * 50
    assert sample(data.encode() + b"\xff,x\n").dialect.encoding == "utf-8"


@pytest.mark.parametrize(
    "first", ["A,CRP,2014-03-04 10:00:00", "1,CRP,x", "A,CRP,04/03/2014 10:00", "A,CRP,3.5"]
)
def test_a_first_row_with_a_number_or_time_is_no_head(first):
    found = sample(f"{first}\nB,CRP,y\n".encode())
    assert not found.dialect.has_header
    assert found.columns == ("Column 1", "Column 2", "Column 3")
    assert len(found.rows) == 2


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\xef\xbb\xbf"])
def test_nothing(data):
    with pytest.raises(FileError) as error:
        sample(data)
    assert error.value.code == "empty"


@pytest.mark.parametrize("data", [b"only words\nin lines\n", b"a"])
def test_no_table(data):
    with pytest.raises(FileError) as error:
        sample(data)
    assert error.value.code == "not_a_table"
