import pytest

from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.simulator import plants
from carepath.simulator.changes import Change, ChangeError
from carepath.simulator.roster import Roster
from tests.simulator.worlds import PARAMETERS, STARTS, civil


def roster(*names, levers=()):
    found = {plant.name: plant for plant in plants.STANDARD(STARTS) if plant.name in names}
    return Roster(PARAMETERS, civil(), found, set(levers))


def test_capacity_follows_the_shift():
    made, staff = roster(), PARAMETERS.staff.ed_doctor
    at = [STARTS + hour * HOUR for hour in (3, 7, 15, 23)]
    wanted = [staff.night, staff.early, staff.late, staff.night]
    assert [made.capacity("ed_doctor", moment) for moment in at] == wanted
    assert made.capacity("ed_doctor", STARTS + 7 * HOUR - 1) == staff.night


def test_machines_limit_and_go_down():
    made = roster()
    made.set_staff("ct_radiographer/early", 99)
    noon = STARTS + 12 * HOUR
    machines = PARAMETERS.stations.ct.machines
    assert made.capacity("ct", noon) == machines
    made.downs.append(Change(noon, "down", "ct", 1, noon + HOUR))
    assert made.capacity("ct", noon) == machines - 1
    made.downs.append(Change(noon, "down", "ct", 0, noon + HOUR))
    assert made.capacity("ct", noon) == 0
    assert made.capacity("ct", noon + HOUR) == machines


def test_planted_capacities():
    monday_eight = STARTS + 8 * HOUR
    assert roster(plants.CT_MORNINGS).capacity("ct", monday_eight) == 1
    assert roster(plants.CT_MORNINGS).capacity("ct", monday_eight + 5 * DAY) > 1
    assert roster(plants.CT_MORNINGS, levers=["ct_all_day"]).capacity("ct", monday_eight) > 1
    lab = roster(plants.LAB_DOWN)
    assert lab.capacity("lab", STARTS + 31 * DAY + 10 * HOUR) == 0
    assert lab.capacity("lab", STARTS + 31 * DAY + 15 * HOUR) > 0
    doctors = roster(plants.MONDAY_DOCTORS)
    assert doctors.capacity("ed_doctor", monday_eight) == 1
    assert doctors.capacity("ed_doctor", monday_eight + DAY) > 2


def test_edges_are_where_a_capacity_changes():
    edges = roster(*plants.NAMES).edges()
    made, usual = roster(*plants.NAMES), None
    for minute in range(0, 2 * 24 * 60, 10):
        at = STARTS + 30 * DAY + minute * MINUTE
        found = [made.capacity(name, at) for name in PARAMETERS.stations]
        assert found == usual or usual is None or minute % 1440 * MINUTE in edges
        usual = found


def test_an_unknown_shift_is_refused():
    with pytest.raises(ChangeError, match="ed_doctor/noon"):
        roster().set_staff("ed_doctor/noon", 3)


def test_one_more_is_open_for_some_hours_and_never_more_than_there_are_machines():
    made, monday_eight = roster(plants.CT_MORNINGS), STARTS + 8 * HOUR
    made.ups.append(Change(monday_eight, "longer", "ct", 1, monday_eight + 2 * HOUR))
    assert made.capacity("ct", monday_eight) == 2
    assert made.capacity("ct", monday_eight + 2 * HOUR) == 1
    made.ups.append(Change(monday_eight, "longer", "ct", 99, monday_eight + HOUR))
    assert made.capacity("ct", monday_eight) == PARAMETERS.stations.ct.machines
    made.forget(monday_eight + HOUR)
    assert [up.value for up in made.ups] == [1]
