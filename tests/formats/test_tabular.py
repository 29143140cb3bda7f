"""Tables: every bad row by its number, every good one as it stood."""

import io

import polars as pl
import pytest

from carepath.formats import tabular
from carepath.frames.columns import REJECTS, ROWS
from carepath.frames.mapping import Mapping
from carepath.frames.rejects import FileError

PLAIN = Mapping(case="case", activity="what", time="when")


def read(content, mapping=PLAIN):
    data = content.encode() if isinstance(content, str) else content
    batches = list(tabular.read(io.BytesIO(data), mapping))
    rows = pl.concat([batch.rows for batch in batches])
    rejects = pl.concat([batch.rejects for batch in batches])
    assert rows.schema == ROWS
    assert rejects.schema == REJECTS
    return rows, rejects


def test_cells_are_text_as_they_stood():
    rows, rejects = read('case,what,when\nNA,"a, ""b""\nc",00000000\r\n?, x ,2\n')
    assert rows.select("row", "case", "activity", "time").rows() == [
        (1, "NA", 'a, "b"\nc', "00000000"),
        (2, "?", " x ", "2"),
    ]
    assert rejects.is_empty()


def test_null_words_are_the_mappings_own():
    mapping = Mapping(
        case="case", activity="what", time="when", role="who", null_words=("", "NULL")
    )
    rows, _ = read("case,what,when,who\n1,a,2,NULL\n1,a,2,NA\n", mapping)
    assert rows["role"].to_list() == [None, "NA"]
    assert read("case,what,when,who\n1,a,2,NULL\n")[0]["role"].to_list() == [None]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,a", "too_few_cells"),
        ("1,a,2,3", "too_many_cells"),
        ("1,a\0,2", "nul"),
        (",a,2", "missing_case"),
        ("  ,a,2", "missing_case"),
        ("1,,2", "missing_activity"),
        ("1,a,", "missing_time"),
        ('1,"a"b,2', "bad_quotes"),
        ("1," + "x" * 65_537 + ",2", "cell_too_big"),
        ("1," + "x" * 201 + ",2", "too_long"),
        ("1," + "x" * 200_000 + ",2", "bad_quotes"),
    ],
)
def test_a_bad_row_is_reported_and_the_others_go_on(line, reason):
    rows, rejects = read(f"case,what,when\n0,a,1\n{line}\n2,b,3\n")
    assert rows["row"].to_list() == [1, 3]
    assert rejects.select("row", "reason").rows() == [(2, reason)]


def test_undecodable_bytes_reject_their_row_only():
    rows, rejects = read(b"case,what,when,x\n1,a,2,\xff\n2,caf\xc3\xa9,3,y\n")
    assert rows["activity"].to_list() == ["café"]
    assert rejects.select("row", "reason").rows() == [(1, "charset")]


def test_a_missing_column_is_named_without_patient_data():
    with pytest.raises(
        FileError, match="no column “when”. The file has: case, what, time"
    ) as error:
        read("case,what,time\n1,a,2\n")
    assert error.value.code == "no_column"
