import polars as pl

from tests.simulator.worlds import events, waits


def test_a_move_waits_for_its_bed():
    frame = events(7)
    moves = (
        frame.filter(stage="Move to bed").drop_nulls("ended").select("case", "requested", m="ended")
    )
    stays = frame.filter(pl.col("kind") == 1).select("case", "requested", "started")
    both = moves.join(stays, on=["case", "requested"])
    assert both.height == moves.height > 400
    assert (both["m"] == both["started"]).all()


def test_discharges_are_by_day():
    frame = events(7)
    wards = frame.filter(
        pl.col("unit").is_in(["MEA", "MEB", "ELD"]) & (pl.col("stage") == "Discharged")
    )
    hours = wards["started"] // 3_600_000_000 % 24
    assert hours.is_between(9, 20).mean() > 0.9 and wards.height > 40


def test_some_die_some_wait_for_care_some_need_intensive_care():
    frame = events(7)
    assert 1 <= frame.filter(stage="Died").height < 40
    assert waits(frame, "Care package")["wait"].min() > 300
    assert frame.filter(stage="Intensive care stay").height > 10


def test_rounds_come_every_morning():
    rounds = events(7).filter(stage="Ward round")["requested"]
    hours = rounds // 3_600_000_000 % 24
    assert hours.is_between(8, 13).mean() > 0.95 and rounds.len() > 500
