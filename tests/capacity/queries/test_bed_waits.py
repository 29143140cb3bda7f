"""Who waits to move at noon, from intensive care, to it, and from no bed."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.frames.moments import MINUTE
from tests.capacity.small import hospital
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db
NOON = AT + timedelta(minutes=120)


def known(at=NOON):
    site = hospital()
    found = queries.record(site=site, by=nora(), at=at).lately(0)
    return site, found, queries.bed_waits(found)


def told(page):
    return [
        (one.source and one.source.code, one.wanted.code, one.us // MINUTE) for one in page.items
    ]


def test_the_longest_wait_first_and_page_by_page():
    site, found, waits = known()
    moves = [("ICU", "MEA", 180), ("MAJ", "MEA", 60), (None, "MAJ", 15)]
    assert told(queries.moves(found, waits)) == moves
    first = queries.moves(found, waits, size=2)
    assert told(first) == moves[:2]
    assert told(queries.moves(found, waits, size=2, after=first.after)) == moves[2:]
    assert queries.longest_wait(found, waits) == 180 * MINUTE
    # one truth: the same rows as on Requests, now as then
    asked = queries.requests(site=site, at=NOON)
    assert [one.request.journey_id for one in asked.items] == [
        one.journey.pk for one in queries.moves(found, waits).items
    ]


def test_narrowed_to_where_from_and_where_to():
    _site, found, waits = known()
    codes = {unit.code: pk for pk, unit in found.units.items()}

    def n(**narrow):
        return len(queries.waits_between(waits, **({"source": None, "wanted": None} | narrow)))

    assert (n(), n(source=-1), n(wanted=codes["MEA"]), n(source=codes["MEA"])) == (3, 1, 2, 0)
    assert queries.longest_wait(found, waits.only(waits.asked < 0)) is None


def test_intensive_care_as_the_board_has_it_and_who_waits(django_assert_max_num_queries):
    site, found, waits = known()
    with django_assert_max_num_queries(5):
        now = queries.intensive_now(found, waits)
    (board,) = [one for one in queries.units_now(site=site, at=NOON) if one.unit.code == "ICU"]
    assert now.units == [board]
    assert (now.beds, now.staffed, now.occupied, now.available) == (2, 2, 1, 1)
    assert (now.leaving, now.longest_leaving) == (1, 180 * MINUTE)
    assert (now.coming, now.longest_coming) == (0, None)
    wards = frozenset(pk for pk, unit in found.units.items() if unit.code == "MEA")
    assert (len(queries.coming(waits, wards)), len(queries.leaving(waits, wards))) == (2, 0)
