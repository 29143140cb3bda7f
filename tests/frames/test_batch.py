"""Batches: a record can be had again by its number, while the batch is at hand."""

import json

import polars as pl

from carepath.frames.batch import RAW_CAP, Batch, raw_cells
from carepath.frames.columns import REJECTS, ROWS


def test_a_record_by_its_row_number():
    batch = Batch(
        pl.DataFrame(schema=ROWS), pl.DataFrame(schema=REJECTS), ("a",), [["x"], ["y"]], [3, 7]
    )
    assert [batch.raw(row) for row in (3, 7, 5, 8)] == ['["x"]', '["y"]', None, None]


def test_raw_cells_are_json_up_to_a_cap():
    cells = ["é", '"', "\n", ""]
    assert json.loads(raw_cells(cells)) == cells
    assert raw_cells(["x" * RAW_CAP, "y"]) is None
