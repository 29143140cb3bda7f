"""What the feed has not told: listed, with when somebody is to look at it."""

from datetime import timedelta

import pytest

from carepath.capacity import actions, queries
from carepath.capacity.models import Move
from carepath.capacity.queries.said_moves import PAGE
from tests.capacity.actions.test_moving import bed, minutes, two, visit
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import waits
from tests.factories import ben
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_moves_are_to_be_looked_at_after_two_hours_or_when_the_feed_differs():
    source, who = feed(), ben()
    two(source)
    site = source.site
    (one,) = actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(10))
    (other,) = actions.arrive(journey=visit("V2"), bed=bed("B3"), by=who, at=minutes(20))
    assert list(queries.list_moves(site=site).items) == [one, other]
    assert not queries.is_overdue(one, minutes(130) - SECOND)
    assert queries.is_overdue(one, minutes(130))
    assert queries.overdue_moves(site=site, at=minutes(130)) == 1
    send(source, adt("A02", 30, "W1", visit="V2", bed="B9"))
    other.refresh_from_db()
    assert queries.is_overdue(other, minutes(31))
    assert queries.overdue_moves(site=site, at=minutes(31)) == 1
    before = queries.version()
    actions.undo(move=one, by=who, at=minutes(40))
    assert queries.version() != before
    assert queries.moves_by_bed(site=site) == {bed("B3").pk: [other]}
    actions.settle(move=other, by=who, at=minutes(41))
    assert queries.moves_by_bed(site=site) == {}


def test_moves_are_paged(django_assert_num_queries):
    source, who = feed(), ben()
    two(source)
    (move,) = actions.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(10))
    names = ("journey", "bed", "kind", "happened_at", "recorded_at", "said_by", "by_name")
    said = {name: getattr(move, name) for name in names}
    Move.objects.bulk_create(Move(**said) for _n in range(PAGE))
    with django_assert_num_queries(1):
        page = queries.list_moves(site=source.site)
    assert (len(page.items), bool(page.after)) == (PAGE, True)
    assert len(queries.list_moves(site=source.site, after=page.after).items) == 1


def test_patients_are_offered_and_found_by_the_beginning_of_their_id():
    source, who = feed(), ben()
    two(source)
    waits(source, "V3")
    site, at = source.site, minutes(20)
    found = queries.patients(site=site, at=at, units=queries.board(site=site, at=at))
    assert [(one.journey.case_ref, str(one.bed or one.unit)) for one in found] == [
        ("V3", "W1"), ("V3", "EV3"), ("V1", "B1"), ("V2", "B2"),
    ]  # fmt: skip
    first, where = visit("V1"), {"site": source.site, "by": who}
    assert queries.open_journey(key=first.pk, **where) == first
    for text in (first.short, str(first.trace_id), f" {first.short.upper()} "):
        assert queries.open_journey(beginning=text, **where) == first
    for text in ("", first.short[:3], "zzzz", f"{first.short}0000000000000000"):
        assert queries.open_journey(beginning=text, **where) is None
    send(source, adt("A03", 30, "W1", visit="V1", bed="B1"))
    assert queries.open_journey(beginning=first.short, **where) is None


def test_whose_bed_it_is():
    source = feed()
    two(source)
    assert queries.patient_of(bed("B1")) == visit("V1")
    assert queries.patient_of(bed("B3")) is None
