import json

import polars as pl

from carepath.frames.columns import EVENTS
from carepath.frames.moments import MINUTE, SECOND
from carepath.simulator import plants
from carepath.simulator.stages import PHASES, UNITS
from tests.simulator.worlds import STARTS, events, hospital


def test_the_frame_is_events():
    frame = events(7)
    assert dict(frame.schema) == EVENTS
    assert set(frame["stage"]) <= set(PHASES) and set(frame["unit"]) <= set(UNITS)
    assert frame["ref"].n_unique() == frame.height
    assert frame["ref"].bin.size().unique().to_list() == [16]


def test_rows_of_one_case_share_half_their_ref_and_count_up():
    one = events(7).filter(case="D0010020")
    assert one["ref"].bin.slice(0, 8).n_unique() == 1
    assert sorted(one["seq"]) == list(range(one.height))


def test_times_are_whole_seconds_and_points_have_no_length():
    frame = events(7)
    for column in ("requested", "started", "ended"):
        assert (frame[column] % SECOND == 0).all()
    points = frame.filter(kind=2)
    assert (points["started"] == points["ended"]).all() and points["requested"].null_count()


def test_parents_are_spans_of_the_same_case():
    frame = events(7)
    children = frame.filter(pl.col("parent_ref").is_not_null())
    joined = children.join(frame, left_on="parent_ref", right_on="ref", suffix="_parent")
    assert joined.height == children.height > 20
    assert (joined["case"] == joined["case_parent"]).all()
    assert set(joined["stage_parent"]) == {"Surgery", "Hip surgery"}


def test_attributes_name_bed_and_machine():
    frame = events(7).filter(pl.col("attributes").is_not_null())
    facts = {tuple(json.loads(text)) for text in frame["attributes"].unique()}
    assert facts == {("bed",), ("resource",)}


def test_a_late_clock_writes_earlier_times_of_its_unit_only():
    planted = [p for p in plants.STANDARD(STARTS) if p.name == plants.LATE_CLOCK]
    late = hospital(planted=planted).run(STARTS + 2 * 24 * 60 * MINUTE)
    true = hospital().run(STARTS + 2 * 24 * 60 * MINUTE)
    both = true.join(late, on="ref", suffix="_late")
    assert both.height == true.height
    both = both.drop_nulls(["started"])
    shift = both["started"] - both["started_late"]
    assert set(shift.filter(both["unit"] == "XR")) == {7 * MINUTE}
    assert set(shift.filter(both["unit"] != "XR")) == {0}
