"""What the report says, on one small case of each kind."""

import json
from datetime import UTC, datetime

import polars as pl

from carepath.analysis import fold
from carepath.frames.columns import ROWS
from carepath.frames.mapping import Mapping
from carepath.frames.moments import HOUR, to_us


def test_counts():
    mapping = Mapping("c", "a", "t", start="s", requested="r")
    records = [
        ("1", "x", None, "09:00", "10:00"),
        ("1", "x", None, "09:00", "10:00"),  # an exact duplicate, and so a tie
        ("1", "y", "08:00", "09:00", "08:30"),  # a tie, backwards
        ("2", "x", "11:00", "10:00", None),  # asked late, open
        ("2", "y", None, None, "12:00"),  # completion only
    ]
    names = ("case", "activity", "requested", "start", "time")
    rows = [
        dict.fromkeys(ROWS)
        | {"row": n}
        | {
            name: value and (f"2014-03-04 {value}" if ":" in value else value)
            for name, value in zip(names, record, strict=True)
        }
        for n, record in enumerate(records)
    ]
    notes = fold.events(pl.DataFrame(rows, schema=ROWS), mapping).notes
    nine = to_us(datetime(2014, 3, 4, 9, tzinfo=UTC))
    expected = {
        "rows": 5,
        "accepted": 5,
        "rejected": 0,
        "reasons": {},
        "duplicates": 0,
        "exact_duplicates": 1,
        "cases": 2,
        "events": 5,
        "stages": {"x": 3, "y": 2},
        "ties": 2,
        "neighbours": 3,
        "ambiguous": 0,
        "second_pass": 0,
        "missing_hour": 0,
        "end_before_start": 1,
        "requested_late": 1,
        "unpaired_starts": 0,
        "unpaired_ends": 1,
        "open_spans": 1,
        "first": nine,
        "last": nine + 3 * HOUR,
        "intervals": True,
        "lifecycle_ignored": 0,
        "several_patients": 0,
    }
    assert json.loads(json.dumps(notes.as_dict())) == expected
