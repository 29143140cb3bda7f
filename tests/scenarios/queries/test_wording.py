"""Changes are told as people say them."""

import pytest

from carepath.scenarios.queries import wording
from carepath.simulator.flow import Change
from tests.factories import ben, site
from tests.scenarios.worlds import LONGER, MORE, asked

UNITS = {"W2": "Surgery"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (MORE, "4 more beds on Surgery"),
        (Change("beds", "W2", 1), "1 more bed on Surgery"),
        (Change("beds", "W9", -2), "2 beds fewer on W9"),
        (LONGER, "CT open from 8:00 to 22:00"),
        (Change("arrivals", "", 1.2), "20 % more arrivals"),
        (Change("arrivals", "", 0.875), "12 % fewer arrivals"),
        (Change("discharges", "", 2), "discharges 2 h earlier"),
        (Change("discharges", "", 2.0), "discharges 2 h earlier"),
        (Change("discharges", "", 0.25), "discharges 0.25 h earlier"),
        (Change("discharges", "W2", 1.5), "discharges from Surgery 1.5 h earlier"),
    ],
)
def test_each_kind_of_change(change, said):
    assert wording.said(change, UNITS) == said


def test_all_of_them_and_a_name_that_is_not_too_long():
    assert wording.all_said([MORE, LONGER], UNITS) == (
        "4 more beds on Surgery and CT open from 8:00 to 22:00"
    )
    assert wording.name_of([MORE], UNITS) == "4 more beds on Surgery"
    long = wording.name_of([Change("beds", "W2", 4)] * 9, UNITS)
    assert len(long) == 120 and long.endswith("…")


@pytest.mark.django_db(databases="__all__")
def test_what_is_stored_is_what_was_asked():
    row = asked(site(), MORE, LONGER, by=ben())
    row.refresh_from_db()
    assert wording.changes_of(row) == [MORE, LONGER]
    assert wording.unit_names(site=row.site) == {}
