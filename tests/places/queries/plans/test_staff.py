"""What a file of staff would do."""

from datetime import date

import pytest

from carepath.places.models import UnitStaff
from tests.places.queries.plans.sheets import planned, told
from tests.places.worlds import hana, ward, with_shifts

pytestmark = pytest.mark.django_db
HEAD = "unit,role,shift,date,present,needed"


def test_staff_is_added_compared_and_refused_row_by_row():
    north, who = with_shifts(), hana()
    known = {"role": "Nurses", "worked_on": date(2026, 3, 2), "present": 4, "needed": 6}
    for shift in ("early", "late"):
        UnitStaff.objects.create(unit=ward(), shift=shift, **known)
    found = planned(
        "staff", north, who, HEAD,
        "W1,Nurses,early,2026-03-02,4,6",
        "W1,Nurses,late,2026-03-02,5,",
        "W1,Nurses,night,2026-03-02,0,3",
    )  # fmt: skip
    assert (found.same, len(found.added), found.changed[0].fields) == (
        1, 1, (("present", 4, 5),),
    )  # fmt: skip
    assert (found.new[0].present, found.new[0].missing) == (0, 3)
    found = planned(
        "staff", north, who, HEAD,
        "W9,Nurses,early,2026-03-02,4,6",
        "W1,Nurses,tea,2026-03-02,4,6",
        "W1,Nurses,tea,2025-03-02,4,6",
        "W1,Nurses,early,2026-03-03,,",
        "W1,Doctors,early,2026-03-03,1,1",
        "W1,Doctors,early,2026-03-03,2,1",
        "W1,Nurses,early,2026-13-03,,x",
    )  # fmt: skip
    assert told(found) == [
        (2, "unit", "unknown_unit"), (3, "shift", "unknown_shift"), (5, "present", "no_number"),
        (7, "unit", "twice"), (8, "date", "day"), (8, "needed", "whole"),
    ]  # fmt: skip
    assert found.faults[1].params == {"words": "early, late, night"}
