"""Who waits for a bed, from where."""

from carepath.analysis import bed_waits
from carepath.frames.moments import MINUTE
from tests.journeys.frames import NINE, event, frame
from tests.stories.invented import PLACES, spans_of

EVENTS = frame(
    event("A", "Emergency stay", 0, 90, kind=1, unit="MAJ"),
    event("A", "Ward stay", 90, None, 30, kind=1, unit="MEA"),
    event("B", "Ward stay", 0, None, kind=1, unit="MEA"),
    event("B", "Ward stay", None, 50, 20, kind=1, unit="ICU"),
    event("C", "Emergency stay", None, None, 40, kind=1, unit="MIN"),
    event("D", "Ward stay", None, None, 5, kind=1, unit="MEA"),
    event("D", "Discharged", 10, 10),
    event("E", "Surgery", None, None, 1, unit="THE"),
)


def waits(minute):
    found = bed_waits.waiting(spans_of(EVENTS), NINE + minute * MINUTE)
    columns = (found.journey, found.wanted, found.source, (found.asked - NINE) // MINUTE)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_from_when_a_bed_is_asked_for_until_it_is_given_or_withdrawn():
    ward, majors, icu, minors = (PLACES[unit] for unit in ("MEA", "MAJ", "ICU", "MIN"))
    a, b, c = (0, ward, majors, 30), (1, icu, ward, 20), (2, minors, -1, 40)
    assert waits(29) == [b]
    assert waits(40) == [a, b, c]
    assert waits(50) == [a, c]
    assert waits(90) == [c]


def test_who_has_gone_waits_no_more():
    assert waits(5) == [(3, PLACES["MEA"], -1, 5)]
    assert waits(10) == []
    found = bed_waits.waiting(spans_of(EVENTS), NINE + 40 * MINUTE)
    assert len(found.only(found.source == -1)) == 1
