import polars as pl
import pytest

from carepath.frames.moments import DAY, HOUR
from carepath.simulator.stages import INPATIENT
from tests.simulator.worlds import STARTS, lived


def test_vitals_of_those_in_a_bed():
    made, frame = lived(7)
    found = made.vitals(made.now - 4 * HOUR, made.now)
    assert found["at"].n_unique() == 4
    inside = frame.filter(
        (pl.col("kind") == 1)
        & pl.col("unit").is_in(list(INPATIENT))
        & (pl.col("started") <= made.now - HOUR)
        & (pl.col("ended").is_null() | (pl.col("ended") > made.now - HOUR))
    )
    last = found.filter(pl.col("at") == made.now - HOUR)
    assert set(last["case"]) == set(inside["case"]) and last.height > 150


def test_vitals_are_kept_for_three_days():
    made, _ = lived(7)
    assert made.vitals(made.now - 3 * DAY, made.now).height > 10_000
    with pytest.raises(ValueError, match="three days"):
        made.vitals(STARTS, made.now)
    assert made.vitals(made.now, made.now + DAY).is_empty()


def test_before_death_and_intensive_care_people_are_ill():
    made, frame = lived(7)
    died = frame.filter(pl.col("stage") == "Died", pl.col("started") > made.now - 2 * DAY)
    last = made.vitals(made.now - 3 * DAY, made.now).filter(
        pl.col("case").is_in(died["case"].to_list())
    )
    worst = last.group_by("case").agg(pl.col("respiratory_rate").sort_by("at").last())
    assert worst.height and (worst["respiratory_rate"] >= 23).all()
