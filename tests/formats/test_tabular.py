"""Tables: every bad row by its number, every good one as it stood."""

import csv
import gzip
import io
import json
import random

import polars as pl
import pytest

from carepath.analysis import fold
from carepath.formats import parsers, tabular
from carepath.frames.columns import REJECTS, ROWS
from carepath.frames.mapping import Mapping
from carepath.frames.rejects import FILE_ERRORS, FileError

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


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty"),
        ("case,what,when\n", "no_rows"),
        ("case;what;when\n1;a;2\n", "not_a_table"),
        ("case,what,when,what\n1,a,2,b\n", "twice_column"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(content, code):
    with pytest.raises(FileError) as error:
        read(content)
    assert error.value.code == code


def test_only_mapped_columns_are_kept_and_repeated_ones_do_no_harm_elsewhere():
    rows, _ = read("x,case,x,what,when,\n1,2,3,4,5,\n")
    assert rows.select("case", "activity", "time", "attributes").rows() == [("2", "4", "5", None)]


def test_rejects_can_be_repaired_and_sent_again():
    content = 'case,what,when,more\n1,a,2,"x\ny"\n2,,3,"é ""q"""\n3,b\n'
    batches = list(tabular.read(io.BytesIO(content.encode()), PLAIN))
    cells = [json.loads(raw) for batch in batches for raw in batch.rejects["raw"]]
    assert cells == [["2", "", "3", 'é "q"'], ["3", "b"]]
    repaired = io.StringIO()
    csv.writer(repaired).writerows([batches[0].columns, ["2", "fixed", *cells[0][2:]]])
    rows, rejects = read(repaired.getvalue())
    assert (rows["activity"].to_list(), len(rejects)) == (["fixed"], 0)


def test_what_cannot_be_stored_is_shown_as_a_replacement():
    _, rejects = read(b"case,what,when\n1,a\0\xff,2\n")
    assert json.loads(rejects["raw"][0]) == ["1", "a\ufffd?", "2"]


def test_an_oversized_record_is_reported_without_its_content():
    _, rejects = read("case,what,when\n1," + "x" * 70_000 + ",2\n")
    assert rejects.select("reason", "raw").rows() == [("cell_too_big", None)]


def test_batches_are_numbered_on():
    lines = "".join(f"{n},a,2\n" if n % 9 else f"{n},a\n" for n in range(1, 120_001))
    batches = list(tabular.read(io.BytesIO(f"case,what,when\n{lines}".encode()), PLAIN))
    assert max(len(batch.rows) for batch in batches) <= 50_000
    numbers = pl.concat([part["row"] for b in batches for part in (b.rows, b.rejects)])
    assert numbers.sort().to_list() == list(range(1, 120_001))
    assert all(
        str(row) == case for b in batches for row, case in b.rows.select("row", "case").rows()
    )
    assert all(json.loads(batch.raw(batch.rows["row"][-1]))[1] == "a" for batch in batches)


def test_sniff():
    found = tabular.sniff(gzip.compress("a;b\n1;ü\n".encode("cp1252")), "x.csv.gz")
    assert (found.delimiter, found.encoding, found.has_header, found.gzip) == (
        ";",
        "cp1252",
        True,
        True,
    )


def damaged(seed):
    """Return a table with a seeded mishap, as uploads have them."""
    rng = random.Random(seed)
    delimiter, end = rng.choice(",;\t|"), rng.choice(["\n", "\r\n"])
    rows = [["case", "activity", "time", "note"]] + [
        [f"c{n // 5}", rng.choice("abc"), f"2014-03-{n % 28 + 1:02d} 10:00:00", rng.choice(NOTES)]
        for n in range(60)
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    data = bytearray(text.getvalue().encode(rng.choice(["utf-8", "utf-16", "cp1252"]), "replace"))
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(1, len(data))
        piece = rng.choice(PIECES)
        data[at : at + rng.choice([0, 0, 1, 40])] = piece
    if rng.random() < 0.3:
        del data[rng.randrange(len(data)) :]
    if rng.random() < 0.3:
        packed = bytearray(gzip.compress(bytes(data)))
        if rng.random() < 0.5:
            packed[rng.randrange(2, len(packed))] ^= 0xFF
        data = packed
    return bytes(data)


NOTES = ["", "x", "é", 'say "hi"', "two\nlines", "1,5", ";;;", "NULL", "😀"]
PIECES = [
    *(b"\0", b'"', b'""', b"\xff\xfe", b"\xc3", b"\r", b"\n\n", b",;\t|" * 9, b"\x1f\x8b", b"<"),
    *(b"x" * 70_000, b'"' + b"y" * 140_000, b"\xed\xa0\x80", b"9" * 400, b",,,,\n" * 50),
]


@pytest.mark.parametrize("seed", range(160))
def test_a_damaged_file_is_refused_or_reported_row_by_row(seed):
    data = damaged(seed)
    try:
        kind = parsers.kind_of(data)
        mapping = parsers.PARSERS[kind].propose(data, complete=True).mapping
        mapping = mapping or Mapping(case="case", activity="activity", time="time")
        folding, numbers = fold.Folding(mapping), []
        for batch in parsers.PARSERS[kind].read(io.BytesIO(data), mapping):
            bad = folding.add(batch)
            numbers += batch.rejects["row"].to_list() + batch.rows["row"].to_list()
            assert set(bad["row"]) <= set(batch.rows["row"])
        folded = folding.finish()
    except FileError as error:
        assert error.code in FILE_ERRORS
        assert str(error)
    else:
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        notes = folded.notes
        assert notes.accepted + notes.rejected + notes.duplicates == notes.rows == len(numbers)
        assert len(folded.frame()) == notes.events
