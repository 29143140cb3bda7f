"""Bed status (A20): which bed, which state, since when."""

from zoneinfo import ZoneInfo

import pytest

from carepath.formats import bedstatus, hl7v2
from carepath.frames.adt import Place
from tests.ingestion.messages import a20

UTC = ZoneInfo("UTC")
NINE = 1_772_442_000_000_000  # 2026-03-02 09:00 UTC


def read(*args, **more):
    return bedstatus.word(hl7v2.parse(a20(*args, **more)), UTC)


@pytest.mark.parametrize("state", list("CHIKOU"))
def test_what_is_said_of_which_bed(state):
    found = read(5, "W1^R2^B3", state)
    assert found.place == Place("W1", "R2", "B3")
    assert (found.word.state, found.word.since) == (state, NINE + 5 * 60_000_000)


def test_when_it_happened_counts_before_when_it_was_written():
    found = read(5, "W1^^B3", "U", occurred="20260302090100+0000")
    assert found.word.since == NINE + 60_000_000
    assert found.word.written == NINE + 5 * 60_000_000


@pytest.mark.parametrize(
    ("bed", "state", "code", "where"),
    [
        ("W1", "U", "no_bed", "NPU-1"),
        ("^^B3", "U", "no_bed", "NPU-1"),
        ("", "U", "no_bed", "NPU-1"),
        ("W1^^B3", "X", "unknown_bed_state", "NPU-2"),
        ("W1^^B3", "", "unknown_bed_state", "NPU-2"),
    ],
)
def test_what_names_no_bed_or_state_is_set_aside(bed, state, code, where):
    with pytest.raises(hl7v2.Fault) as refused:
        read(5, bed, state)
    assert (refused.value.code, refused.value.where) == (code, where)
