from random import Random

import polars as pl
import pytest

from carepath.frames.moments import DAY, HOUR
from carepath.simulator import plants
from carepath.simulator.stages import UNITS
from tests.simulator.worlds import STARTS, between, events, hospital, waits


def test_the_standard_set_has_all_seven_with_a_sentence_each():
    found = plants.STANDARD(STARTS)
    assert tuple(plant.name for plant in found) == plants.NAMES
    assert all(plant.truth.endswith(".") and plant.numbers for plant in found)
    assert "2025-02-06" in next(p.truth for p in found if p.name == plants.LAB_DOWN)


def test_a_plant_is_frozen():
    with pytest.raises(AttributeError):
        plants.STANDARD(STARTS)[0].name = "x"


def test_draws_differ_in_size_and_are_repeatable():
    sets = [plants.draw(Random(seed)) for seed in range(30)]
    assert sets[3] == plants.draw(Random(3))
    assert all(tuple(plant.name for plant in found) == plants.NAMES for found in sets)
    wards = {found[1].numbers["unit"] for found in sets}
    assert len(wards) > 2 and wards <= set(UNITS)
    assert {found[4].numbers["pathway"] for found in sets} == {"stroke", "hip fracture"}


def test_rules_and_clocks_come_only_from_plants_that_are_there():
    assert plants.rules({}, lambda day: day) == [] and plants.late_clocks({}) == {}
    found = {plant.name: plant for plant in plants.STANDARD(STARTS)}
    keys = {rule.key for rule in plants.rules(found, lambda day: day)}
    assert keys == {"transport", "antibiotics", "stroke_ct"}
    assert plants.late_clocks(found) == {"XR": 7 * 60_000_000}


# ------------------------------------------------------------------ each truth is true


def planted(name, days, seed=1):
    """What a hospital recorded that has this one plant, and the same hospital without it."""
    (plant,) = (plant for plant in plants.STANDARD(STARTS) if plant.name == name)
    made = hospital(planted=(plant,), seed=seed)
    return plant.numbers, made.run(STARTS + days * DAY), events(days, seed=seed)


def mean_wait(frame, stage, *where):
    return waits(frame, stage).filter(*where)["wait"].mean()


def hour(column="requested"):
    return (pl.col(column) - STARTS) % DAY / HOUR


def test_scans_queue_on_weekday_mornings():
    _, frame, usual = planted(plants.CT_MORNINGS, 4)
    morning = hour().is_between(9.5, 11.5)
    assert mean_wait(frame, "CT", morning) > mean_wait(usual, "CT", morning) + 15
    evening = hour().is_between(15, 24)
    assert abs(mean_wait(frame, "CT", evening) - mean_wait(usual, "CT", evening)) < 2


def test_one_ward_waits_for_transport():
    n, frame, usual = planted(plants.TRANSPORT, 4)
    there = pl.col("unit") == n["unit"]
    longer = mean_wait(frame, "Transport home", there) - mean_wait(usual, "Transport home", there)
    assert longer == pytest.approx(n["minutes"], abs=10)
    assert mean_wait(frame, "Transport home", ~there) == pytest.approx(
        mean_wait(usual, "Transport home", ~there), abs=3
    )


def test_doctors_are_late_on_mondays():
    _, frame, usual = planted(plants.MONDAY_DOCTORS, 2)
    monday = hour().is_between(7, 10) & (pl.col("requested") < STARTS + DAY)
    later = mean_wait(frame, "Doctor assessment", monday)
    assert later > mean_wait(usual, "Doctor assessment", monday) + 20
    tuesday = pl.col("requested") > STARTS + DAY
    assert mean_wait(frame, "Doctor assessment", tuesday) == pytest.approx(
        mean_wait(usual, "Doctor assessment", tuesday), rel=0.05
    )


def test_antibiotics_are_slower_at_night():
    n, frame, usual = planted(plants.NIGHT_ANTIBIOTICS, 10)
    night = (hour() >= n["from"]) | (hour() < n["until"])
    ratio = mean_wait(frame, "Antibiotics", night) / mean_wait(usual, "Antibiotics", night)
    assert ratio == pytest.approx(n["factor"], rel=0.02)
    same = [mean_wait(f, "Antibiotics", ~night) for f in (frame, usual)]
    assert same[0] == pytest.approx(same[1], rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2])
def test_all_seven_in_sixty_days(seed):
    drawn = {plant.name: plant.numbers for plant in plants.draw(Random(seed), STARTS)}
    frame = hospital(planted=plants.draw(Random(seed), STARTS), seed=seed).run(STARTS + 60 * DAY)
    usual = events(60, seed=seed)
    down = drawn[plants.LAB_DOWN]
    day = (pl.col("requested") - STARTS) // DAY == down["day"]
    out = hour().is_between(down["from"], down["from"] + down["hours"])
    assert mean_wait(frame, "Lab analysis", day, out) > 100
    started = frame.filter(pl.col("stage") == "Lab analysis").filter(
        (pl.col("started") - STARTS) // DAY == down["day"],
        hour("started").is_between(down["from"] + 0.001, down["from"] + down["hours"] - 0.001),
    )
    assert started.is_empty()
    better = drawn[plants.IMPROVED]
    pair = ("Stroke alert", "CT")
    if better["pathway"] != "stroke":
        pair = ("Hip fracture admission", "Hip surgery")
    late = pl.col("a") >= STARTS + better["day"] * DAY
    now, before = (between(f, *pair).filter(late)["m"].median() for f in (frame, usual))
    assert now == pytest.approx(better["factor"] * before, rel=0.15)
    assert between(frame, *pair).filter(~late)["m"].median() == pytest.approx(
        between(usual, *pair).filter(~late)["m"].median(), rel=0.1
    )
    monday = hour().is_between(8, 10) & ((pl.col("requested") - STARTS) // DAY % 7 == 0)
    late = mean_wait(frame, "Doctor assessment", monday)
    assert late > mean_wait(usual, "Doctor assessment", monday) + 25
