"""The board as it was known is what it showed then, with moves said, told and undone since."""

from datetime import timedelta

import pytest

from carepath.capacity import actions, queries
from carepath.capacity.models import Move
from carepath.capacity.queries.moves_known import moved_known
from carepath.ingestion import actions as inbox
from carepath.journeys import queries as journeys
from carepath.places.models import Bed, Unit
from tests.capacity.actions.test_moving import bed, minutes, visit
from tests.capacity.actions.test_projecting import feed
from tests.capacity.queries.test_as_known import shown
from tests.capacity.waiting import a_bed, waits
from tests.factories import ben
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def typed(source, trigger, happened, code, at, case="V1", unit="W1"):
    raw = adt(trigger, happened, unit, visit=case, bed=code, control=f"{case}{at}")
    inbox.receive_hl7(raw=raw, source=source, by="test", at=minutes(at))
    inbox.process_feeds(by="test", at=minutes(at))


def lived(source, who):
    """Yield each minute at which something was said or told, once it was."""

    def say(what, at, ago=0, **more):
        return what(by=who, at=minutes(at), ago=timedelta(minutes=ago), **more)

    typed(source, "A01", 0, "B1", 1)
    yield 1
    typed(source, "A01", 0, "B2", 2, case="V2")
    yield 2
    first, second = visit("V1"), visit("V2")
    say(actions.leave, 10, ago=2, journey=first, bed=bed("B1"))
    yield 10
    say(actions.arrive, 12, journey=second, bed=bed("B1"))
    yield 12
    (move,) = say(actions.arrive, 14, journey=first, bed=bed("B3"))
    yield 14
    typed(source, "A02", 15, "B1", 16, case="V2")
    yield 16
    actions.undo(move=move, by=who, at=minutes(18))
    yield 18
    typed(source, "A02", 9, "", 20, unit="W2")
    yield 20
    say(actions.swap, 22, one=second, other=_third(source))
    yield 22
    typed(source, "A03", 30, "B1", 31, case="V2")
    yield 31
    typed(source, "A11", 0, "B5", 33, case="V3")
    yield 33


def _third(source):
    typed(source, "A01", 5, "B5", 21, case="V3")
    return visit("V3")


def test_the_board_as_known_is_what_it_showed_then():
    source = feed()
    ward = Unit.objects.create(site=source.site, code="W1", name="W1")
    Bed.objects.bulk_create([Bed(unit=ward, code="B3")])  # from before it was kept when
    seen = []
    for minute in lived(source, ben()):
        for at in {minute, max(0, minute - 3)}:
            seen.append((minutes(at), minutes(minute + 0.5), shown(source.site, minutes(at))))
    assert len({str(then) for _at, _upto, then in seen}) > 8, "the moments differ"
    for at, upto, then in seen:
        known = shown(source.site, at, known_at=upto)
        # A bed is on the board of now before anybody spoke of it; then it is free.
        rest = {key: one for key, one in then.items() if key not in known}
        assert all(one[0] == "U" for one in rest.values())
        assert known == {key: one for key, one in then.items() if key in known}, (at, upto)


def test_visits_that_nobody_moved_are_read_as_they_are(django_assert_num_queries):
    source = feed()
    typed(source, "A01", 0, "B1", 1)
    assert not Move.objects.exists()
    stays = journeys.stays_known(site=source.site, known_at=minutes(5))
    with django_assert_num_queries(1):
        found = moved_known(site=source.site, known_at=minutes(5), stays=stays)
    assert (found.journeys, found.claims) == (frozenset(), ())


def test_who_was_not_known_to_have_arrived_was_waiting_still():
    source, who = feed(), ben()
    request, place = waits(source), a_bed("B1", source)
    (move,) = actions.arrive(
        journey=request.journey, bed=place, by=who, at=minutes(30), ago=timedelta(minutes=5)
    )
    actions.undo(move=move, by=who, at=minutes(40))
    actions.arrive(journey=request.journey, bed=place, by=who, at=minutes(50))
    asked = {"site": source.site}
    for at, known, n in ((28, 29, 1), (28, 31, 0), (28, 41, 1), (45, 60, 1), (55, 60, 0)):
        found = queries.requests(**asked, at=minutes(at), known_at=minutes(known))
        assert len(found.items) == n, (at, known)
