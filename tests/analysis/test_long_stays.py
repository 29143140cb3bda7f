"""Inpatients: since when they are in, and since when they could go."""

from carepath.analysis import long_stays
from carepath.frames.moments import MINUTE, OPEN
from tests.journeys.frames import NINE, event, frame
from tests.stories.invented import PLACES, spans_of

EVENTS = frame(
    event("A", "Emergency stay", 0, 60, kind=1, unit="MAJ"),
    event("A", "Intensive care stay", 60, 200, kind=1, unit="ICU"),
    event("A", "Medically fit", 50, 50, unit="MAJ"),  # before they came in
    event("A", "Ward stay", 200, None, kind=1, unit="MEA"),
    event("A", "Medically fit", 300, 300),
    event("A", "Medically fit", 400, 400),
    event("B", "Emergency stay", 0, None, kind=1, unit="MAJ"),
    event("C", "Ward stay", 10, None, kind=1, unit="MEA"),
    event("C", "Discharged", 250, 250),
    event("D", "Ward stay", None, None, 5, kind=1, unit="MEA"),
)


def inside(minute):
    at = NINE + minute * MINUTE
    found = long_stays.inpatients(spans_of(EVENTS), {PLACES["MAJ"]}, ("Medically fit",), at)
    columns = [found.journey, found.unit, found.admitted, found.fit]
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        (who, unit, (since - NINE) // MINUTE, None if fit == OPEN else (fit - NINE) // MINUTE)
        for who, unit, since, fit in rows
    ]


def test_a_stay_counts_from_the_first_bed_whatever_units_followed():
    assert inside(100) == [(0, PLACES["ICU"], 60, None), (2, PLACES["MEA"], 10, None)]
    assert inside(250) == [(0, PLACES["MEA"], 60, None)]  # C was discharged


def test_fit_is_the_latest_word_since_then():
    assert inside(300) == [(0, PLACES["MEA"], 60, 300)]
    assert inside(500) == [(0, PLACES["MEA"], 60, 400)]
    found = long_stays.inpatients(spans_of(EVENTS), set(), (), NINE + 500 * MINUTE)
    assert len(found.only(found.fit != OPEN)) == 0
    assert len(found) == 2  # B too, where no unit is outside
