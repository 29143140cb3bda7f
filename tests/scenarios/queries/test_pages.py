"""An answer as a page shows it."""

import pytest

from carepath.places.models import Bed
from carepath.scenarios import queries
from carepath.scenarios.queries import pages
from carepath.simulator import flow
from tests.factories import AT, ben
from tests.scenarios.worlds import LONGER, answered, hospital

pytestmark = pytest.mark.django_db(databases="__all__")
UNITS = {"W1": "Medicine", "W2": "Surgery", "ED": "Emergency"}


def test_what_may_be_changed_are_units_with_beds_and_stations_with_equipment():
    where = hospital(weeks=4)
    found = queries.offered(site=where, by=ben(), at=AT)
    assert [(str(unit), n) for unit, n in found.units] == [("Medicine", 13), ("Surgery", 6)]
    assert found.stations == ["CT"]


def test_every_outcome_is_a_line_with_both_sides_and_ranges():
    row = answered(hospital(), by=ben())
    answer = queries.answer(row)
    found = queries.told_of(row, answer, UNITS)
    assert str(found.site[0].title) == "Boarding, hours a day"
    assert found.site[0].before.endswith(("h", "min")) and " to " in found.site[0].range95
    assert {line.place for line in found.units} == {"Medicine", "Surgery"}
    full = next(line for line in found.units if line.place == "Surgery")
    assert full.is_clear and full.change.startswith("−") and full.change.endswith("points")
    assert {line.place for line in found.stations} == {"CT"}
    middle = next(line for line in found.stations if str(line.title) == "Wait, median")
    spread = answer.differences["scan_wait_p50:CT"].difference
    assert middle.is_clear == (not spread.low80 <= 0 <= spread.high80)


def test_what_does_not_fit_is_marked_and_doubted():
    who = ben()
    row = answered(hospital(), by=who)
    answer = queries.answer(row)
    found = queries.told_of(row, answer, UNITS)
    inside = {one.key: one.inside for one in answer.fit.rows}
    assert found.doubt == (not inside["boarding_hours_a_day"])
    assert found.site[0].fits == inside["boarding_hours_a_day"]
    assert found.inside == sum(one.inside for one in found.fit) <= len(found.fit)
    station = answered(row.site, LONGER, by=who)
    told = queries.told_of(station, queries.answer(station), UNITS)
    assert told.doubt == (not inside["scan_wait_mean:CT"])


def test_assumptions_are_those_of_the_model_and_of_what_was_read():
    found = queries.assumptions()
    assert set(flow.ASSUMPTIONS.values()) < set(found)
    assert any("staffed now" in text for text in found)


def test_units_that_stand_in_for_each_other_are_named():
    where, who = hospital(), ben()
    assert queries.stand_ins(answered(where, by=who).calibration, UNITS) == []
    Bed.objects.filter(unit__site=where, unit__code__in=UNITS, care="ward").update(specialty="all")
    row = answered(where, by=who, anew=True)
    assert queries.stand_ins(row.calibration, UNITS) == ["Medicine and Surgery"]


def test_what_was_left_out_is_said_in_words():
    row = answered(hospital(), by=ben())
    assert queries.left_out(row.calibration) == []
    row.calibration.read["left_out"] = {"implausible": 3, "no_time_in_bed": 1}
    assert [n for n, _why in queries.left_out(row.calibration)] == [3, 1]
    assert all(isinstance(words(), str) for words in pages.LEFT_OUT.values())


def test_scenarios_stand_beside_each_other_with_the_best_first():
    where, who = hospital(), ben()
    rows = [answered(where, LONGER, by=who, name="Longer"), answered(where, by=who, name="Beds")]
    found = queries.beside(rows, UNITS)
    assert [row.name for row, _change, _answer in found.rows] == ["Longer", "Beds"]
    assert found.best[0].name == "Beds" and "boarding" in found.best[1]
    title, place, before, sides = found.lines[0][0]
    assert (str(title), place) == ("Boarding, hours a day", "") and before
    assert [side.name for side in sides] == ["Longer", "Beds"]
