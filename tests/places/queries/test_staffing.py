"""Who is on duty in each unit, and where somebody is missing."""

from datetime import date

import pytest

from carepath.places import actions, queries
from carepath.places.models import UnitStaff
from tests.factories import AT, site
from tests.places.worlds import hana, ward, with_shifts

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def entered(unit, role, shift, present, needed, day=DAY):
    UnitStaff.objects.create(
        unit=unit, role=role, shift=shift, worked_on=day, present=present, needed=needed
    )


def test_gaps_are_summed_over_who_lacks_somebody_and_unknown_is_not_none():
    north = with_shifts()
    one, two = ward("A", "Ward A"), ward("B", "Ward B")
    entered(one, "Nurses", "early", 4, 6)
    entered(one, "Doctors", "early", 3, 1)  # too many elsewhere help nobody
    entered(two, "Nurses", "early", 2, 5)
    entered(two, "Doctors", "early", None, 2)
    entered(one, "Nurses", "late", 6, 6)
    entered(one, "Nurses", "early", 0, 9, date(2026, 3, 3))
    found = queries.staffing(site=north, day=DAY)
    assert found.shifts == ("early", "late", "night")
    early, late, night = found.gaps
    assert (early.missing, early.units, early.lines, early.unknown) == (5, 2, 3, 1)
    assert (early.worst.unit, early.worst.missing) == (two, 3)
    assert (late.missing, late.lines, night.lines, night.worst) == (0, 1, 0, None)
    assert [(str(line.unit), line.role) for line in found.lines] == [
        ("Ward A", "Doctors"), ("Ward A", "Nurses"), ("Ward B", "Doctors"), ("Ward B", "Nurses"),
    ]  # fmt: skip
    assert found.gap("late") == late and found.gap("tea") is None
    assert queries.staff_roles(site=north) == ["Doctors", "Nurses"]


def test_lines_come_page_by_page_with_who_said_so_and_gaps_are_of_all():
    north, who = with_shifts(), hana()
    for code in "ABC":
        entered(ward(code), "Nurses", "early", 1, 2)
    actions.set_unit_staff(
        unit=ward("A"), role="Nurses", shift="early", day=DAY, present=2, needed=2, by=who, at=AT,
        reason="agency",
    )  # fmt: skip
    first = queries.staffing(site=north, day=DAY, size=2)
    rest = queries.staffing(site=north, day=DAY, after=first.after, size=2)
    assert [line.unit.code for line in (*first.lines, *rest.lines)] == ["A", "B", "C"]
    assert rest.after == "" and first.gaps[0].missing == rest.gaps[0].missing == 2
    cell = first.lines[0].cells[0]
    assert (cell.number, cell.who, cell.why) == (2, "Hana", "agency")
    assert first.lines[0].cells[1] is None


def test_without_a_calendar_the_shifts_are_those_entered():
    entered(ward(), "Nurses", "tea", 1, 1)
    found = queries.staffing(site=site(), day=DAY)
    assert found.shifts == ("tea",)
    assert queries.shift_names(site=site(), day=DAY) == []
    around = {"first": date(2026, 3, 1), "last": date(2026, 3, 9)}
    assert queries.staffed_days(site=site(), **around) == {DAY}
