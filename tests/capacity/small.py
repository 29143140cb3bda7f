"""A small hospital at noon: an emergency department, intensive care, a ward, and who is where.

Minutes count from ten o'clock in Amsterdam; noon is minute 120, NOON as pages are asked for it.
"""

from carepath.capacity import actions as capacity
from carepath.frames.mapping import END_STAGES
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, site
from tests.journeys.frames import digest, event
from tests.journeys.worlds import declared, record

NOON = "2026-03-02T12:00"
DAY = 24 * 60
BEDS = {"MAJ": ("emergency", 3), "ICU": ("intensive", 2), "MEA": ("ward", 4)}
NAMES = {"ED": "Emergency department", "MAJ": "Majors", "ICU": "Intensive care", "MEA": "Medicine"}
ENDS = ("Discharged", "Left without being seen")


def hospital():
    """The site, with its beds and journeys, as beds are known."""
    north = site()
    for code, name in NAMES.items():
        Unit.objects.get_or_create(site=north, code=code, defaults={"name": name})
    for code, (care, n) in BEDS.items():
        unit, codes = Unit.objects.get(code=code), [f"{code}-{k:02d}" for k in range(1, n + 1)]
        places.declare_each_bed(unit=unit, codes=codes, care=care, by="test", at=AT)
        places.declare_beds(unit=unit, beds=n, physical=n, by="test", at=AT)
    source = declared("hospital", closing_rule=END_STAGES, end_stages=ENDS)
    for case, happened in journeys().items():
        record(source, *(one | {"case": case, "ref": digest(f"{case}{n}")}
                         for n, one in enumerate(happened)))  # fmt: skip
    while capacity.project_changed(by="test", at=AT):
        continue
    return north


def journeys():
    """case -> what happened."""
    arrives = {"unit": "ED"}
    return {
        "boards": [
            event("1", "Arrival", 0, 0, **arrives), stay("MAJ-01", 10, None, 5),
            event("1", "Doctor assessment", 30, 40, 12), stay("MEA", None, None, 60),
        ],
        "waits for a space": [event("2", "Arrival", 100, 100, **arrives),
                              stay("MAJ", None, None, 105)],
        "four hours": [
            event("3", "Arrival", -300, -300, **arrives), stay("MAJ-02", -290, -60, -295),
            event("3", "Doctor assessment", -250, -240), event("3", "Discharged", -60, -60),
        ],
        "unseen": [event("4", "Arrival", -400, -400, **arrives), stay("MAJ", None, -350, -395),
                   event("4", "Left without being seen", -350, -350)],
        "a long day": [
            event("5", "Arrival", -13 * 60, -13 * 60, **arrives), stay("MAJ-03", -12 * 60),
            event("5", "Doctor assessment", -11 * 60, -650),
        ],
        "fit": [stay("MEA-01", -10 * DAY), event("6", "Medically fit", -DAY, -DAY)],
        "steps down": [stay("ICU-01", -2 * DAY), stay("MEA", None, None, -60)],
        "for weeks": [stay("MEA-02", -25 * DAY, -22 * DAY), stay("MEA-03", -22 * DAY)],
        "gone": [
            stay("MEA-04", -9 * DAY, -DAY), event("9", "Medically fit", *[-DAY - 600] * 2),
            event("9", "Discharged", -DAY, -DAY),
        ],
    }  # fmt: skip


def stay(place, started, ended=None, requested=None):
    """A stay in a bed (unit-number), or one that was asked for in a unit."""
    unit, _dash, number = place.partition("-")
    bed = {"attributes": f'{{"bed":"{place}"}}'} if number else {}
    stage = {"MAJ": "Emergency stay", "ICU": "Intensive care stay"}.get(unit, "Ward stay")
    return event("?", stage, started, ended, requested, kind=1, unit=unit, **bed)
