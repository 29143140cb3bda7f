"""Places for tests: a site with shifts, units and whoever sets them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carepath.accounts.models import User
from carepath.analysis.shifts import Hours
from carepath.places import actions
from carepath.places.models import Unit
from tests.factories import AT, person, site

SINCE = date(2026, 1, 5)
HOLIDAYS = {-353: "Spring Day", -61: "Harvest Day", 12: "Spring Day", 60: "Day of the Republic"}
"""Days from now on which a filled hospital has holidays."""
THREE = (
    Hours("early", 7 * 60, 15 * 60),
    Hours("late", 15 * 60, 23 * 60),
    Hours("night", 23 * 60, 7 * 60, night=True),
)


def hana(**fields):
    """Administrator Hana, the same each time."""
    known = User.objects.filter(username="hana").first()
    return known or person("hana", "HOSPITAL_ADMINISTRATOR", **{"first_name": "Hana"} | fields)


def with_shifts(slug="north"):
    """A site whose days have three shifts."""
    found = site(slug)
    actions.declare_calendar(site=found, since_on=SINCE, hours=THREE, by="test", at=AT)
    return found


def ward(code="W1", name="Ward 1", at_site=None):
    """A unit of the north."""
    return Unit.objects.get_or_create(site=at_site or site(), code=code, defaults={"name": name})[0]


def filled(now):
    """A hospital with shifts, beds, staff, equipment and slots around a moment."""
    north = site(name="North General Hospital")
    actions.declare_calendar(site=north, since_on=SINCE, hours=THREE, by="test", at=AT)
    names = {"CT": "CT", "MEA": "Medicine A", "SUR": "Surgery and day surgery", "THE": "Theatres"}
    for code, name in names.items():
        unit = ward(code, name)
        beds = [f"{code}-{n:02}" for n in range(1, 13)]
        actions.declare_each_bed(unit=unit, codes=beds, care="ward", side_rooms=2, by="test", at=AT)
    today = now.astimezone(ZoneInfo(north.timezone)).date()
    for n in (-1, 0, 1):
        lines = [
            (code, role, one.name, 6 - (code == "MEA") - at, 6 - at // 2)
            for code in ("MEA", "SUR")
            for role in ("Ward nurses", "Healthcare assistants")
            for at, one in enumerate(THREE)
        ]
        day = today + timedelta(days=n)
        actions.declare_unit_staff(site=north, day=day, lines=lines, by="test", at=AT)
    actions.declare_equipment(
        site=north, by="test", at=AT, since=now - timedelta(days=60),
        lines=[
            ("Ventilator", "MEA", 12, ""), ("CT scanner", "CT", 3, "CT"),
            ("Bladder scanner", "", 2, ""),
        ],
    )  # fmt: skip
    actions.declare_uses(
        site=north, by="test", at=AT,
        lines=[("Ventilator", now - timedelta(hours=3 * n + 1), 5 + n % 7) for n in range(200)],
    )  # fmt: skip
    actions.declare_holidays(
        site=north, by="test", since=AT, at=AT,
        days={today + timedelta(days=n): name for n, name in HOLIDAYS.items()},
    )  # fmt: skip
    actions.declare_slots(
        site=north, lines=_lists(today, ZoneInfo(north.timezone)), by="test", at=AT
    )
    return north


def _lists(today, zone):
    """Slots of two theatres and a scanner, on working days of four weeks and one to come."""
    for n in range(-28, 8):
        day = today + timedelta(days=n)
        for hour in range(8, 17):
            start = datetime.combine(day, time(hour), zone)
            if day.weekday() < 5:
                yield "theatre", "Theatre 1", "THE", start, 60, n < 1 or hour < 12
                yield "theatre", "Theatre 2", "THE", start, 60, hour % 3 > 0
            yield "imaging", "CT 1, planned", "CT", start, 30, (hour + n) % 4 > 0
