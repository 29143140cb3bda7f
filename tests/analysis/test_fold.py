"""Rows to events: the traps met in real hospital logs."""

from datetime import UTC, datetime

import polars as pl
import pytest

from carepath.analysis import fold
from carepath.formats import tabular
from carepath.frames import moments
from carepath.frames.columns import EVENTS, FLAGS, ROWS
from carepath.frames.mapping import Mapping

AMSTERDAM = Mapping(case="c", activity="a", time="t", timezone="Europe/Amsterdam")


def rows(*records, columns=("case", "activity", "time")):
    given = [dict(zip(columns, record, strict=True)) for record in records]
    numbered = [{"row": n + 1} | record for n, record in enumerate(given)]
    return pl.DataFrame([dict.fromkeys(ROWS) | record for record in numbered], schema=ROWS)


def clock(us):
    return datetime.fromtimestamp(us / 1_000_000, UTC).strftime("%m-%d %H:%M")


def times(folded):
    return [clock(us) for us in folded.frame()["started"]]


def test_the_repeated_hour_follows_the_file():
    folded = fold.events(
        rows(("1", "a", "2013-10-27 02:31"), ("1", "b", "2013-10-27 02:16")), AMSTERDAM
    )
    assert times(folded) == ["10-27 00:31", "10-27 01:16"]
    assert folded.frame()["flags"].to_list() == [0, FLAGS["second_pass"]]


def test_sepsis_is_read_whole(shared):
    mapping = Mapping(
        case="Case ID",
        activity="Activity",
        time="Complete Timestamp",
        role="org:group",
        time_format="yyyy/MM/dd HH:mm:ss.SSS",
        timezone="Europe/Amsterdam",
        delimiter=";",
    )
    folding = fold.Folding(mapping)
    with open(shared / "data/sepsis/sepsis.csv", "rb") as file:
        for batch in tabular.read(file, mapping):
            assert folding.add(batch).is_empty()
    folded = folding.finish()
    notes, frame = folded.notes, folded.frame()
    assert frame.schema == EVENTS
    assert (notes.accepted, notes.cases, len(notes.stages)) == (15_214, 1_050, 16)
    assert (notes.ties, notes.neighbours, notes.exact_duplicates) == (4_447, 14_164, 7)
    assert "NA" in set(frame["case"])
    assert frame["ref"].n_unique() == 15_214
    variants = frame.group_by("case", maintain_order=True).agg("stage")["stage"]
    assert variants.n_unique() == 846
    lengths = frame.group_by("case").agg(pl.col("started").max() - pl.col("started").min())
    assert lengths["started"].mean() / moments.SECOND == pytest.approx(2_459_733.94, abs=0.01)
