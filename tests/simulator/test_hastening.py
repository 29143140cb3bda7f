"""Who goes home today does so sooner, nobody else does, and a saved hospital goes on alike."""

import polars as pl
import pytest

from carepath.frames.moments import DAY, HOUR
from carepath.simulator.changes import Change, ChangeError
from carepath.simulator.hospital import Hospital
from tests.simulator.worlds import PARAMETERS, STARTS, hospital, present

MORNING = STARTS + DAY + 6 * HOUR
NEXT = STARTS + 2 * DAY


@pytest.fixture(scope="module")
def morning():
    """The hospital at six o'clock of its second day, saved."""
    made = hospital(seed=2)
    made.run(MORNING)
    return made.save()


def day(saved, *changes, stop=None):
    """Stays in wards that ended by midnight, by journey, and how all of it reads."""
    made = Hospital.resume(saved, parameters=PARAMETERS)
    for change in changes:
        made.apply(change)
    frames = []
    if stop:
        frames.append(made.run(stop))
        made = Hospital.resume(made.save(), parameters=PARAMETERS)
    frames.append(made.run(NEXT))
    found = present(*frames)
    fit = found.filter(pl.col("stage") == "Medically fit")["case"]
    home = found.filter(
        (pl.col("stage") == "Ward stay") & pl.col("ended").is_not_null()
        & pl.col("case").is_in(fit.implode())
    )  # fmt: skip
    return {
        case: (unit, ended)
        for case, unit, ended in home.select("case", "unit", "ended").iter_rows()
    }, found


def test_the_first_to_go_home_from_a_unit_do_so_sooner_and_nobody_else_does(morning):
    before, _frame = day(morning)
    unit = max({unit for unit, _ended in before.values()}, key=lambda one: sum(
        unit == one for unit, _ended in before.values()))  # fmt: skip
    change = Change(MORNING, "sooner", f"{unit}/2", 3)
    after, frame = day(morning, change)
    mine = {case for case, (one, _ended) in before.items() if one == unit}
    sooner = {case for case in mine if case in after and after[case][1] < before[case][1] - HOUR}
    assert 1 <= len(sooner) <= 3
    assert all(before[case][1] - after[case][1] <= 3 * HOUR for case in sooner)
    assert {case for case in after if after[case][0] == unit} <= mine | (after.keys() - before)
    again, other = day(morning, change, stop=MORNING + 3 * HOUR)
    assert again == after and other.equals(frame)


def test_without_anybody_to_hasten_the_day_is_the_same_to_the_byte(morning):
    frame, other = (
        day(morning, *changes)[1] for changes in ((), [Change(MORNING, "sooner", "MEA/0", 0)])
    )
    assert frame.equals(other)


@pytest.mark.parametrize("name", ["XXX/3", "MEA", "MEA/soon"])
def test_what_is_no_unit_or_no_hours_is_refused(name):
    with pytest.raises(ChangeError):
        hospital().apply(Change(STARTS, "sooner", name, 1))
