"""Rejected rows go out safely and come back as they were."""

import csv
import io
import json

import pytest

from carepath.formats import repair, tabular
from carepath.frames.mapping import Mapping

CELLS = [
    "=1+1",
    "-3",
    "+31 6",
    "@x",
    "\tq",
    "'=a",
    "'plain",
    "''-",
    "",
    'q"uo;te',
    "two\nlines",
    "é",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_there_and_back(encoding, delimiter):
    mapping = Mapping("case", "what", "when", encoding=encoding, delimiter=delimiter)
    rejects = [(n, "bad_time", json.dumps([cell, "a", "t"])) for n, cell in enumerate(CELLS)]
    data = b"".join(repair.table(("case", "what", "when"), rejects, mapping))
    (batch,) = tabular.read(io.BytesIO(data), mapping)
    assert batch.columns == (repair.REASON, "case", "what", "when")
    assert batch.rows["case"].to_list() == [cell for cell in CELLS if cell]
    assert batch.rejects["reason"].to_list() == ["missing_case"]


def test_no_cell_is_a_formula():
    mapping = Mapping("case", "what", "when")
    rejects = [(n, "nul", json.dumps([cell, cell, cell])) for n, cell in enumerate(CELLS)]
    text = b"".join(repair.table(("case", "what", "when"), rejects, mapping)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1][0] == "row 0: nul"
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r"))]


def test_short_long_and_lost_records():
    mapping = Mapping("a", "b", "c")
    rejects = [(1, "x", '["1"]'), (2, "x", '["1","2","3","4"]'), (3, "x", None), (4, "x", "")]
    text = b"".join(repair.table(("a", "b", "c"), rejects, mapping)).decode("utf-8-sig")
    assert [row[1:] for row in csv.reader(io.StringIO(text))][1:] == [
        ["1", "", ""],
        ["1", "2", "3", "4"],
        ["", "", ""],
        ["", "", ""],
    ]


def test_elsewhere_an_apostrophe_is_text():
    data = b"case,what,when\n'-3,a,t\n"
    (batch,) = tabular.read(io.BytesIO(data), Mapping("case", "what", "when"))
    assert batch.rows["case"].to_list() == ["'-3"]


def test_the_reason_is_no_attribute():
    data = b"carepath:reason,case,activity,time\nrow 1: nul,1,a,2014-03-04\nx,1,b,2014-03-04\n"
    mapping = tabular.propose(data).mapping
    assert (mapping.case_attributes, mapping.event_attributes) == ((), ())
