"""What else could be done stands beside what is advised, with its price and why not."""

import numpy as np
import pytest

from carepath.forecasts.models import Vintage
from carepath.forecasts.queries import Told
from carepath.frames.advice import SHIPPED
from tests.forecasts.advice import calm_beside, hastened, only, run, unproven_today

pytestmark = pytest.mark.django_db


def reasons(row):
    """Why each is not advised, by (kind, beds, from whom), in their order."""
    return {(one["kind"], one["beds"], one["giver"]): one["why"] for one in row.considered}


def test_what_else_could_be_done_stands_beside_it_with_why_not(where):
    unit = calm_beside(keeps=("W1",), most=12, opens=0.3)
    run(0)
    run(1)
    row = only()
    said = reasons(row)
    law = Told(Vintage.objects.get(pk=row.vintage)).demand
    assert row.kind == "open" and row.beds >= 2
    assert said[("open", row.beds, "")] == "chosen" and said[("nothing", 0, "")] == "idle"
    assert said[("open", row.beds - 1, "")] == "fewer"
    assert said[("move", 0, str(unit))] == "keeps"
    assert said.get(("open", row.beds + 1, ""), "unused") == "unused"
    for one in row.considered:  # from the law itself
        if one["kind"] == "open":
            beds = np.arange(law.pmf.shape[1])
            missing = law.pmf[:24] @ np.maximum(beds - 1 - one["beds"], 0)
            assert one["lacks_after"] == pytest.approx(missing.sum())
            assert one["staff_hours"] == pytest.approx(24 * one["beds"] * SHIPPED.staff)
    each = [one["each"] for one in row.considered if one["beds"]]
    assert each == sorted(each, reverse=True) and row.considered[-1]["kind"] == "nothing"
    run(2)
    again = only()
    assert again.vintage != row.vintage  # weighed anew while it waits
    assert again.considered[-1]["lacks_after"] == pytest.approx(again.lacks_before)


def test_beside_a_move_the_beds_that_may_not_be_opened_are_not_named(where):
    giver = calm_beside()
    run(0)
    run(1)
    row = only()
    assert reasons(row) == {
        ("move", row.beds, str(giver)): "chosen",
        ("nothing", 0, ""): "idle",
        ("sooner", 0, ""): "staying",
    }
    moved = row.considered[0]
    assert (moved["staff_hours"], moved["bed_hours"]) == (0, 24 * row.beds)
    assert moved["lacks_after"] >= row.lacks_after - 1e-9  # what the giver loses counts against it


def test_beside_discharges_brought_forward_stand_other_numbers_beds_and_nothing(where):
    row = hastened(where)
    said = reasons(row)
    assert said[("sooner", row.beds, "")] == "chosen" and said[("nothing", 0, "")] == "idle"
    assert said.get(("open", 1, "")) == "unused"
    if row.beds > 1:
        assert said[("sooner", row.beds - 1, "")] == "fewer"
    mine = next(one for one in row.considered if one["why"] == "chosen")
    takes = mine["staff_hours"] / SHIPPED.staff  # bed-hours that the same time would have staffed
    assert mine["each"] == pytest.approx((mine["lacks_before"] - mine["lacks_after"]) / takes)
    assert mine["spent"] == pytest.approx(takes) and mine["bed_hours"] == 0


def test_beside_beds_discharges_are_named_with_why_they_are_not_advised(where):
    run(0)
    run(1)
    row = only()
    why = {one["why"] for one in row.considered if one["kind"] == "sooner"}
    assert row.kind == "open" and why <= {"longer", "hardly", "staying"} and why


def test_beside_beds_discharges_that_nobody_can_tell_well_say_so(where):
    unproven_today()
    run(0)
    run(1)
    row = only()
    assert row.kind == "open" and reasons(row)[("sooner", 0, "")] == "unsure"
