"""Long stays at noon, by unit and by patient, beside the board's count."""

from datetime import timedelta

import pytest

from carepath.capacity import actions, queries
from carepath.frames.moments import DAY
from carepath.journeys.models import Journey
from tests.capacity.small import hospital
from tests.factories import AT, ben, nora

pytestmark = pytest.mark.django_db
NOON = AT + timedelta(minutes=120)


def known():
    site = hospital()
    found = queries.record(site=site, by=nora(), at=NOON).lately(0)
    return site, found, queries.inpatients(found)


def test_how_long_stays_are_by_unit_and_in_all():
    site, found, every = known()
    total, *units = queries.lengths(found, every)
    assert (total.n, total.week, total.weeks, total.fit) == (3, 2, 1, 1)
    assert total.longest_fit == DAY + 2 * DAY // 24
    by_code = {one.unit.code: (one.n, one.week, one.weeks, one.fit) for one in units}
    assert by_code == {"ICU": (1, 0, 0, 0), "MEA": (2, 2, 1, 1)}
    board = {one.unit.code: one.occupied for one in queries.board(site=site, at=NOON)}
    assert {code: n for code, (n, *_rest) in by_code.items()} == {
        code: board[code] for code in by_code
    }


def test_who_they_are_the_longest_first(django_assert_num_queries):
    _site, found, every = known()

    def shown(what, unit=None, **more):
        some = queries.inpatients_shown(found, every, shown=what, unit=unit)
        page = queries.stays(found, some, **more)
        return [(one.unit.code, one.us // DAY, one.fit and one.fit // DAY) for one in page.items]

    weeks, ten, two = ("MEA", 25, None), ("MEA", 10, 1), ("ICU", 2, None)
    with django_assert_num_queries(1):
        assert shown(queries.ALL) == [weeks, ten, two]
    assert shown(queries.WEEK) == [weeks, ten]
    assert shown(queries.WEEKS) == [weeks]
    assert shown(queries.FIT, fit_first=True) == [ten]
    icu = next(unit for unit in found.units.values() if unit.code == "ICU")
    assert shown(queries.ALL, icu) == [two]
    assert shown(queries.WEEK, icu) == []


def test_what_holds_them_up_and_who_sees_to_it():
    site, found, every = known()
    journey = Journey.objects.get(case_ref="fit")
    said = {"kind": "barrier", "what": "transport", "owner": "Ward clerk"}
    actions.put_up(journey=journey, by=ben(), at=NOON, **said)
    flagged = queries.flags_by_journey(site=site)
    some = queries.inpatients_shown(found, every, shown=queries.WEEK, unit=None)
    page = queries.stays(found, some, flagged=flagged)
    assert [[flag.owner for flag in one.flags] for one in page.items] == [[], ["Ward clerk"]]
    assert queries.unplanned(found, some, flagged) == 1
