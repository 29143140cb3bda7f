import json

import polars as pl

from tests.simulator.worlds import between, events


def test_everybody_is_registered_triaged_and_goes():
    frame = events(7)
    stages = {name: frame.filter(stage=name)["case"].n_unique() for name in frame["stage"].unique()}
    assert stages["Registration"] >= stages["Triage"] >= stages["Emergency stay"]
    gone = frame.filter(pl.col("stage") == "Left emergency department")["case"].n_unique()
    assert gone > 0.95 * stages["Registration"] * 6.8 / 7


def test_a_quarter_to_a_third_is_admitted():
    frame = events(7)
    share = frame.filter(stage="Decision to admit").height / frame.filter(stage="Triage").height
    assert 0.24 < share < 0.34  # public: 0.287 of type 1 attendances


def test_most_leave_within_four_hours():
    assert (between(events(7), "Arrival", "Left emergency department")["m"] <= 240).mean() > 0.85


def test_some_leave_without_being_seen_and_withdraw_what_they_asked_for():
    frame = events(7)
    left = frame.filter(stage="Left without being seen")["case"]
    assert 0 < left.len() < 0.03 * frame.filter(stage="Triage").height
    theirs = frame.filter(pl.col("case").is_in(left.to_list()))
    assert (
        theirs.filter(stage="Doctor assessment")["started"].null_count()
        == theirs.filter(stage="Doctor assessment").height
    )
    withdrawn = theirs.filter(pl.col("started").is_null())
    assert withdrawn.height and withdrawn["ended"].null_count() == 0


def test_the_sick_are_seen_first_and_facts_say_who_they_are():
    frame = events(7)
    facts = json.loads(frame.filter(stage="Triage")["case_attributes"][0])
    assert set(facts) >= {"acuity", "age", "arrival", "complaint"} and 1 <= facts["acuity"] <= 5
