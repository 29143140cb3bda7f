"""What a file of public holidays would do."""

from datetime import date

import pytest

from carepath.places import actions
from tests.factories import AT, site
from tests.places.queries.plans.sheets import planned, told
from tests.places.worlds import hana

pytestmark = pytest.mark.django_db


def test_days_are_added_renamed_and_refused_row_by_row():
    north, who = site(), hana()
    days = {date(2026, 12, 25): "Xmas", date(2027, 1, 1): "New Year's Day"}
    actions.declare_holidays(site=north, days=days, since=AT, by="test", at=AT)
    found = planned(
        "holidays", north, who, "date,name,comment",
        "2026-12-25,Christmas Day,", "2027-01-01,New Year's Day,", "2026-04-03,Good Friday,x",
    )  # fmt: skip
    assert (found.same, found.unused) == (1, ("comment",))
    assert found.changed[0].fields == (("name", "Xmas", "Christmas Day"),)
    assert [one.what for one in found.added] == ["Good Friday, 2026-04-03"]
    found = planned(
        "holidays", north, who, "date,name",
        "2026-13-25,Nonsense", "1926-12-25,Long ago", "2026-05-01,", "2026-05-02,A", "2026-05-02,B",
    )  # fmt: skip
    assert told(found) == [
        (2, "date", "day"), (3, "date", "day_range"), (4, "name", "empty"), (6, "date", "twice"),
    ]  # fmt: skip
