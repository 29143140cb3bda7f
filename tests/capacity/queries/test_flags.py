"""What stands of patients, and who comes to and goes from a unit."""

import pytest

from carepath.capacity import actions, queries
from tests.capacity.actions.test_moving import minutes, two, visit
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import a_bed, waits
from tests.factories import ben
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def test_who_comes_and_who_goes():
    source, who = feed(), ben()
    two(source)
    site, at = source.site, minutes(30)
    request = waits(source, "V3")
    actions.reserve(request=request, bed=a_bed("B4", source), by=who, at=minutes(20))
    for ref, due in (("V1", None), ("V2", minutes(90)), ("V3", minutes(40))):
        actions.put_up(journey=visit(ref), kind="discharge", due=due, by=who, at=minutes(21))
    board = {unit.unit.code: unit for unit in queries.board(site=site, at=at)}
    around = {
        "waiting": list(queries.waiting(site=site, at=at)),
        "kept": queries.reserved(site=site),
        "flagged": queries.flags_by_journey(site=site),
    }
    assert queries.pending(board["W1"], **around) == queries.Pending(1, 1, 2, minutes(90), 0)
    assert queries.pending(board["ED"], **around) == queries.Pending(0, 0, 1, minutes(40), 1)
    send(source, adt("A03", 31, "W1", visit="V1", bed="B1"))
    assert visit("V1").pk not in queries.flags_by_journey(site=site)


def test_who_is_private_is_called_so():
    two(feed())
    first, second = visit("V1"), visit("V2")
    flag = actions.put_up(journey=first, kind="private", by=ben(), at=minutes(5))
    assert queries.private_among([first.pk, second.pk]) == {first.pk: flag.pk}
    assert queries.called(first) == "A private patient"
    assert queries.called(second) == second.short


def test_flags_of_another_moment_are_those_that_stood_then():
    source, who = feed(), ben()
    two(source)
    site, one = source.site, visit("V1")
    flag = actions.put_up(journey=one, kind="discharge", due=None, by=who, at=minutes(10))
    actions.take_down(flag=flag, by=who, at=minutes(20))
    stood = {n: queries.flags_by_journey(site=site, at=minutes(n)) for n in (9, 10, 19, 20)}
    assert [one.pk in found for found in stood.values()] == [False, True, True, False]
    assert queries.flags_by_journey(site=site) == {}
    actions.put_up(journey=one, kind="discharge", due=None, by=who, at=minutes(25))
    send(source, adt("A03", 31, "W1", visit="V1", bed="B1"))
    assert queries.flags_by_journey(site=site) == {}
    assert one.pk in queries.flags_by_journey(site=site, at=minutes(30)), "they were still there"
