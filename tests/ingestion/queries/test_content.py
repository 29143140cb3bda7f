import gzip

import pytest

from carepath.frames.rejects import FileError
from carepath.ingestion import queries
from tests.ingestion.worlds import MAPPING, draft, log

pytestmark = pytest.mark.django_db


def test_the_parts_read_as_one_stream():
    raw = log(cases=30_000).encode()
    stream = queries.PartStream(draft(raw))
    pieces = []
    while piece := stream.read(300_000):
        pieces.append(piece)
    assert b"".join(pieces) == raw
    assert stream.position == len(raw)
    assert stream.read(10) == b""


def test_the_head_is_the_beginning():
    assert queries.head_of(draft(log()), 10) == b"case,activ"


def test_a_proposal_takes_the_zone_of_the_site():
    found = queries.proposal(draft(log(cases=10)))
    assert found.guesses["timezone"] == "Europe/Amsterdam"
    assert (found.guesses["case"], found.guesses["time"]) == ("case", "time")
    assert found.stages == {"Arrive": 10, "Triage": 10, "Leave": 10}


def test_a_proposal_tells_whether_the_times_carry_their_zone():
    assert not queries.proposal(draft()).zoned
    assert queries.proposal(draft("case,activity,time\n1,A,2026-02-01T10:00:00Z\n")).zoned


def test_a_proposal_reads_compressed_files():
    assert queries.proposal(draft(gzip.compress(log().encode()))).columns == (
        "case",
        "activity",
        "time",
    )


def test_the_first_rows_are_read_as_the_mapping_says():
    reading = queries.read_as(draft(log(cases=2) + "c1,Arrive,yesterday\n"), MAPPING)
    assert reading.events["stage"].to_list() == ["Arrive", "Triage", "Leave"] * 2
    assert reading.rejects["row"].to_list() == [7]
    assert reading.notes["rows"] == 7


def test_a_head_that_ends_within_a_row_is_read_up_to_the_row_before():
    reading = queries.read_as(draft(log(cases=200)), MAPPING, size=1_000)
    assert 20 < reading.notes["rows"] < 40
    assert reading.rejects.is_empty()


def test_a_head_of_a_compressed_file_is_read_as_far_as_it_goes():
    raw = gzip.compress(log(cases=60_000, steps=("A", "B")).encode(), compresslevel=1)
    reading = queries.read_as(draft(raw, name="log.csv.gz"), MAPPING, size=len(raw) - 1_000)
    assert reading.notes["rows"] > 1_000


def test_a_mapping_that_does_not_fit_is_refused():
    with pytest.raises(FileError, match="no column"):
        queries.read_as(draft("a,b,c\n1,2,3\n"), MAPPING)
