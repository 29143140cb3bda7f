import json

import polars as pl

from carepath.frames.moments import DAY, HOUR
from carepath.simulator.way import Visit
from tests.simulator.worlds import PARAMETERS, SMALL, STARTS, events, hospital


def test_a_visit_draws_the_same_way_every_time():
    visits = hospital()._visits
    one, same = (visits.patient(Visit("D0000007", "ed", STARTS, "P1"), 1) for _ in range(2))
    other = visits.patient(Visit("D0000008", "ed", STARTS, "P1"), 1)
    takes = [[step.take for step in patient.steps] for patient in (one, same, other)]
    assert takes[0] == takes[1] != takes[2] and one.facts == same.facts


def test_inpatients_are_there_when_the_record_begins():
    made = hospital(loaded=SMALL)
    frame = made.run(STARTS + HOUR)
    inside = frame.filter(pl.col("case").str.starts_with("A") & (pl.col("kind") == 1))
    assert inside.height == sum(SMALL.already_in.values())
    inside = inside.drop_nulls("started")
    assert inside.height == sum(SMALL.already_in.values()) - 2  # two have no bed
    assert (inside["started"] <= STARTS).all() and (inside["started"] > STARTS - 40 * DAY).all()
    assert inside["requested"].equals(inside["started"].rename("requested"))


def test_numbers_tell_where_a_visit_came_from():
    first = set(events(7)["case"].str.slice(0, 1))
    assert first == {"A", "D"}


def test_people_come_back_as_themselves_in_a_new_case():
    people = events(7).group_by("patient").agg(pl.col("case").unique().sort())
    back = people.filter(pl.col("case").list.len() > 1)["case"].to_list()
    assert back and all(second == f"{first}B" for first, second in back)


def test_a_return_says_which_case_it_follows():
    said = events(7).select("case", "case_attributes").unique()
    follows = {
        case: json.loads(text)["readmission_of"]
        for case, text in said.iter_rows()
        if "readmission_of" in text
    }
    assert follows and follows == {case: case[:-1] for case in follows}
    assert set(follows) == {case for case in said["case"] if case.endswith("B")}
    third = hospital()._visits.patient(Visit("D0000007C", "ed", STARTS, "P7", 2), 1)
    assert third.facts["readmission_of"] == "D0000007B"


def test_who_has_an_operation_planned_is_written_down_on_the_open_day_before():
    made = hospital()
    week = made.pre_admitted(STARTS, STARTS + 7 * DAY)
    assert len(week) == 5 * PARAMETERS.planned.surgery_a_day
    moments = {moment for moment, _visit in week}
    assert all(moment < visit.arrives for moment, visit in week)
    hours = [made.pre_admitted(STARTS + n * HOUR, STARTS + (n + 1) * HOUR) for n in range(168)]
    assert [one for some in hours for one in some] == week and len(moments) == len(week)
    came = {case for case in events(3)["case"] if case in {visit.number for _m, visit in week}}
    assert len(came) == 2 * PARAMETERS.planned.surgery_a_day
