"""Stays in hospital: who left when, fit since when, and who came back."""

import numpy as np

from carepath.analysis import discharges
from carepath.frames.carewords import CareWords
from carepath.frames.moments import DAY, MINUTE, OPEN
from tests.journeys.frames import NINE, event, frame
from tests.stories.invented import PLACES, spans_of

WORDS = CareWords(fit=("Medically fit",), died=("Died",))
EVENTS = frame(
    event("A", "Emergency stay", 0, 60, kind=1, unit="MAJ"),
    event("A", "Ward stay", 60, 200, kind=1, unit="MEA"),
    event("A", "Ward stay", 200, 500, kind=1, unit="MEB"),
    event("A", "Medically fit", 400, 400),
    event("A", "Discharged", 510, 510),
    event("B", "Ward stay", 0, None, kind=1, unit="MEA"),
    event("B", "Died", 300, 300),
    event("C", "Ward stay", 100, 250, kind=1, unit="MEA"),  # its journey goes on
    event("D", "Emergency stay", 0, 60, kind=1, unit="MAJ"),
    event("D", "Discharged", 60, 60),
)


def known(minute):
    at = NINE + minute * MINUTE
    found = discharges.hospital_stays(spans_of(EVENTS), {PLACES["MAJ"]}, WORDS, at)
    names = ("journey", "admitted", "left", "fit")
    columns = [getattr(found, name).tolist() for name in names]
    rows = [[None if us == OPEN else us for us in row] for row in zip(*columns, strict=True)]
    minutes = [
        (row[0], *(us if us is None else (us - NINE) // MINUTE for us in row[1:])) for row in rows
    ]
    return found, minutes


def test_a_stay_is_from_the_first_bed_to_the_end_of_the_last():
    found, minutes = known(1000)
    assert minutes == [(0, 60, 500, 400), (1, 0, 300, None), (2, 100, None, None)]
    assert found.died.tolist() == [False, True, False]
    assert known(505)[1][0] == (0, 60, None, 400)  # not closed yet
    assert known(80)[1] == [(0, 60, None, None), (1, 0, None, None)]
    left = discharges.left_within(found, NINE + 300 * MINUTE, NINE + 500 * MINUTE)
    assert left.journey.tolist() == [1]


def test_who_came_back_is_the_next_stay_of_the_same_patient():
    days = np.array([0, 10, 45, 0, 5, 3, 20])
    lengths = np.array([5, 3, 2, 2, 1, 1, 1])
    patients = np.array([7, 7, 7, 8, -1, -1, 8])
    stays = discharges.HospitalStays(
        np.arange(7), days * DAY, (days + lengths) * DAY, np.full(7, OPEN), np.zeros(7, bool)
    )
    found = discharges.came_back(stays, patients, 30 * DAY)
    # 7: 5 days later, then 32; 8: 18 days later; who is not known never comes back
    assert found.tolist() == [True, False, False, True, False, False, False]
    still = discharges.came_back(
        discharges.HospitalStays(stays.journey, stays.admitted, np.full(7, OPEN), *[stays.fit] * 2),
        patients, 30 * DAY,
    )  # fmt: skip
    assert not still.any()
