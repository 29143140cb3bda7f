from random import Random

import pytest

from carepath.simulator import plants
from carepath.simulator.stages import UNITS
from tests.simulator.worlds import STARTS


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
    assert keys == {"transport_home", "antibiotics_prepared", "stroke_ct"}
    assert plants.late_clocks(found) == {"XR": 7 * 60_000_000}
