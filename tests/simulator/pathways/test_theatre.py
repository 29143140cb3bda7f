import polars as pl

from tests.simulator.worlds import events


def test_an_operation_lies_within_its_theatre_time():
    frame = events(7)
    surgery = frame.filter(pl.col("stage").is_in(["Surgery", "Hip surgery"])).select(
        "ref", "started", "ended"
    )
    parts = frame.filter(pl.col("parent_ref").is_not_null()).join(
        surgery, left_on="parent_ref", right_on="ref", suffix="_whole"
    )
    assert (parts["started"] >= parts["started_whole"]).all()
    done = parts.drop_nulls(["ended", "ended_whole"])
    assert (done["ended"] <= done["ended_whole"]).all() and done.height > 30


def test_planned_operations_are_done_on_weekdays():
    starts = events(7).filter(stage="Theatre admission")["started"]
    assert starts.len() == 70
    moves = events(7).filter(pl.col("unit") == "THE", stage="Move to bed")
    assert 5 < moves.height < 60
    assert set((starts // 86_400_000_000 + 3) % 7) == {0, 1, 2, 3, 4}
