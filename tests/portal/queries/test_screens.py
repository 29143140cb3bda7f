"""What a wall shows: the board's numbers, some units at a time, old when a feed is silent."""

from datetime import timedelta

import pytest

from carepath.capacity import queries as capacity
from carepath.ingestion.models import Silence
from carepath.portal import queries
from carepath.portal.models import Screen
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import AT, a_bed, waits
from tests.factories import ben, person
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(minutes=50)


def screen(source, units=()):
    return Screen.objects.create(
        site=source.site, name="Hall", units=list(units), digest="x", added_at=AT, added_by="test"
    )


def test_a_wall_says_what_the_board_says_of_its_units():
    source = feed()
    waits(source, "V1")
    a_bed("B1", source)
    send(
        source, adt("A01", 0, "W2", visit="V2", bed="C1"), adt("A03", 5, "W2", visit="V2", bed="C1")
    )
    found = queries.wall(screen=screen(source, ["ED", "W1"]), at=NOW, page=1)
    assert [(one.unit.code, one.occupied, one.staffed, one.available, one.waiting)
            for one in found.units] == [("ED", 1, 1, 0, 0), ("W1", 0, 1, 1, 1)]  # fmt: skip
    every = queries.wall(screen=Screen(site=source.site, units=[]), at=NOW, page=9)
    board = {one.unit.code: one.occupied for one in capacity.board(site=source.site, at=NOW)}
    assert {one.unit.code: one.occupied for one in every.units} == board
    assert (every.page, every.pages, every.next, every.stale) == (1, 1, 1, False)


def test_units_that_do_not_fit_take_turns():
    source = feed()
    for n in range(queries.FEW + 1):
        a_bed("B1", source, unit=f"W{n}")
    hall = screen(source)
    pages = [queries.wall(screen=hall, at=NOW, page=n) for n in (1, 2)]
    assert [len(one.units) for one in pages] == [queries.FEW, 1]
    assert [one.next for one in pages] == [2, 1]


def test_a_wall_of_a_silent_feed_is_old():
    source = feed()
    a_bed("B1", source)
    send(source, adt("A01", 0, "W1", bed="B1"))
    Silence.objects.create(source=source, since_at=AT, usual_us=1, found_at=AT)
    found = queries.wall(screen=screen(source), at=NOW, page=1)
    assert (found.stale, found.silent) == (True, ("adt",))


def test_screens_are_listed_for_who_looks_after_them():
    row = screen(feed())
    assert queries.screens(by=person("hana", "HOSPITAL_ADMINISTRATOR")) == [row]
    assert queries.screens(by=ben()) == []
    far = person("h", "HOSPITAL_ADMINISTRATOR", at_site="far")
    assert queries.screens(by=far) == queries.sites_for_screens(by=far) == []
