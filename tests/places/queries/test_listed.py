"""Units and beds as lists, page by page."""

import pytest

from carepath.places import queries
from carepath.places.models import Bed
from tests.factories import site
from tests.places.worlds import ward

pytestmark = pytest.mark.django_db


def test_units_come_by_code_with_their_numbers_and_every_one_once():
    for code in ("B", "A", "C"):
        ward(code, f"Ward {code}")
    one = ward("A")
    Bed.objects.create(unit=one, room="1", code="x", side_room=True)
    Bed.objects.create(unit=one, room="1", code="y", confirmed=True)
    Bed.objects.create(unit=one, room="2", code="x", confirmed=True)
    first = queries.units_page(site=site(), size=2)
    rest = queries.units_page(site=site(), after=first.after, size=2)
    assert [unit.code for unit in [*first.items, *rest.items]] == ["A", "B", "C"]
    assert (first.after, rest.after) == ("B", "")
    unit = first.items[0]
    assert (unit.n_beds, unit.n_rooms, unit.n_side, unit.n_unconfirmed) == (3, 2, 1, 1)
    found = queries.places_of(site=site())
    assert (found.units, found.rooms, found.beds, found.unconfirmed) == (3, 2, 3, 1)
    assert queries.unit_of(site=site(), code="A").get() == one


def test_beds_come_by_room_and_code_and_every_one_once():
    one = ward()
    for room, code in (("2", "a"), ("1", "b"), ("1", "a"), ("", "z"), ("2", "b")):
        Bed.objects.create(unit=one, room=room, code=code)
    seen, after = [], ""
    while True:
        page = queries.beds_page(unit=one, after=after, size=2)
        seen += [str(bed) for bed in page.items]
        if not (after := page.after):
            break
    assert seen == ["z", "1 a", "1 b", "2 a", "2 b"]
    assert len(queries.beds_page(unit=one, after="nonsense").items) == 5
