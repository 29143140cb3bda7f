"""Slices of whole journeys, and JSON objects made one."""

import polars as pl
import pytest

from carepath.analysis import fold
from carepath.frames.columns import EVENTS, ROWS
from carepath.frames.mapping import Mapping


@pytest.fixture
def many():
    """Journeys of 1, 2, 3 ... 20 events, interleaved in the file."""
    records = [
        {"case": f"c{n}", "activity": "a", "time": f"2014-03-04 10:{minute:02d}"}
        for minute in range(20)
        for n in range(minute, 20)
    ]
    rows = [dict.fromkeys(ROWS) | {"row": n} | record for n, record in enumerate(records)]
    return fold.events(pl.DataFrame(rows, schema=ROWS), Mapping("c", "a", "t"))


@pytest.mark.parametrize("size", [1, 7, 50, 10_000])
def test_slices_never_cut_a_journey(many, size):
    slices = list(many.slices(size))
    cases = [set(part["case"]) for part in slices]
    assert sum(map(len, cases)) == len(set().union(*cases)) == 20
    assert all(part.schema == EVENTS for part in slices)
    assert all(len(part) < size + 20 for part in slices)
    assert pl.concat(slices).equals(many.frame())


def test_journeys_count_for_the_size_of_a_slice(many):
    alone = [part["case"].n_unique() for part in many.slices(4, per_journey=4)]
    assert alone == [1] * 20
    assert pl.concat(many.slices(50, per_journey=10)).equals(many.frame())


def test_frame_is_ordered_by_case_and_time(many):
    frame = many.frame()
    assert frame["case"].unique(maintain_order=True).to_list() == [f"c{n}" for n in range(20)]
    assert frame["ref"].n_unique() == len(frame) == 210
    ordered = frame.sort("started", maintain_order=True).group_by("case").agg("seq")
    assert ordered["seq"].list.eval(pl.element().diff().drop_nulls() > 0).list.all().all()
