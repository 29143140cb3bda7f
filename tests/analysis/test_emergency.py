"""Measures of an emergency department, at the edges of their limits."""

import numpy as np

from carepath.analysis import emergency
from carepath.analysis.attendances import Attendances
from carepath.analysis.emergency import Part
from carepath.frames.moments import HOUR, MINUTE, OPEN, SECOND

NOW = 100 * HOUR


def attended(*rows):
    """(arrived, left), with more by name."""
    usual = {"spaced": OPEN, "seen": OPEN, "decided": OPEN, "asks": OPEN, "unit": -1,
             "placed": False, "admitted": False, "unseen": False}  # fmt: skip
    full = [
        usual | {"journey": n, "arrived": arrived, "left": left} | more
        for n, (arrived, left, more) in enumerate(rows)
    ]
    return Attendances(**{name: np.array([row[name] for row in full]) for name in full[0]})


def test_exactly_at_four_hours_is_within_and_open_beyond_it_is_not():
    found = attended(
        (0, 4 * HOUR, {}), (0, 4 * HOUR + 1, {}), (NOW - 4 * HOUR, OPEN, {}),
        (NOW - 4 * HOUR - 1, OPEN, {}),
    )  # fmt: skip
    assert emergency.within(found, NOW) == Part(1, 3, 4)
    assert emergency.within(found, NOW).percent == 100 / 3
    assert Part(0, 0, 4).percent is None


def test_more_than_twelve_hours_starts_a_second_later_and_from_two_moments():
    decided = {"decided": 2 * HOUR}
    found = attended(
        (0, 14 * HOUR, decided), (0, 14 * HOUR + SECOND, decided), (0, 12 * HOUR, {}),
        (NOW - 13 * HOUR, OPEN, {"decided": NOW - HOUR}),
    )  # fmt: skip
    assert emergency.beyond(found, NOW) == Part(3, 4, 4)
    assert emergency.boarded_beyond(found, NOW) == Part(1, 2, 4)


def test_times_count_those_they_happened_to():
    found = attended(
        (0, OPEN, {"seen": 10 * MINUTE}), (0, OPEN, {"seen": 30 * MINUTE}),
        (0, 90 * MINUTE, {"unseen": True}),
        (0, 8 * HOUR, {"decided": 5 * HOUR, "admitted": True}),
    )  # fmt: skip
    doctor, boarding = emergency.door_to_doctor(found), emergency.boarding(found)
    assert (doctor.median, doctor.p90, doctor.n, doctor.of) == (20 * MINUTE, None, 2, 4)
    assert (boarding.median, boarding.n, boarding.of) == (3 * HOUR, 1, 1)
    assert emergency.unseen(found) == Part(1, 4, 4)


def test_the_last_space_given_and_the_arrivals_of_a_window():
    found = attended((0, OPEN, {"spaced": 50}), (20, OPEN, {"spaced": 60}), (90, OPEN, {}))
    assert emergency.last_door_to_space(found) == 40
    assert len(emergency.arrived_within(found, 0, 20)) == 1
    assert len(emergency.arrived_within(found, 20, 91)) == 2
    assert emergency.last_door_to_space(found.only(found.arrived == 90)) is None
