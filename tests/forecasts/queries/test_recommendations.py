"""What was recommended, and how many beds could still be opened."""

from datetime import timedelta

import pytest

from carepath.forecasts import queries
from carepath.forecasts.models import Recommendation
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def advised(unit, before=0.5, hours=0, worst_at=AT, **said):
    return Recommendation.objects.create(
        site=unit.site, unit=unit, kind="open", beds=1, staffed=3, before=before, after=0.05,
        worst_at=worst_at, made_at=AT + hours * HOUR, vintage=1, **said,
    )  # fmt: skip


def test_what_waits_stands_by_its_chance_and_what_was_decided_by_its_moment():
    where = hospital(weeks=1)
    one, two = Unit.objects.get(code="W1"), Unit.objects.get(code="W2")
    said = {"state": "rejected", "decided_by": "Ben", "reason": "no"}
    old = advised(one, decided_at=AT, **said)
    first, second = advised(one, 0.3), advised(two, 0.6, hours=1)
    assert queries.undecided(site=where, at=AT) == [first]
    assert queries.undecided(site=where, at=AT + HOUR) == [second, first]
    assert queries.decided(site=where) == [old]
    assert queries.last_recommendations(site=where) == {one.pk: first, two.pk: second}
    other = advised(two, about="discharges")  # beside what is said of its beds
    assert queries.last_recommendations(site=where, about="discharges") == {two.pk: other}
    assert queries.last_recommendations(site=where) == {one.pk: first, two.pk: second}
    assert list(queries.recommendations(site=where)) == [other, second, first, old]


def test_beds_that_are_there_and_not_open_may_be_opened():
    where = hospital(weeks=1)
    one, two = Unit.objects.get(code="W1"), Unit.objects.get(code="W2")
    places.declare_beds(unit=two, beds=2, physical=8, by="test", at=AT)
    assert queries.spare_beds(site=where) == {one.pk: 0, two.pk: 6}


def test_what_was_accepted_is_carried_out_in_a_unit_without_beds_where_it_changes_none():
    where = hospital(weeks=1)
    unit = Unit.objects.create(site=where, code="CT", name="Scans")
    said = {"state": "accepted", "decided_at": AT, "decided_by": "Ben", "reason": "so",
            "until_at": AT + HOUR}  # fmt: skip
    advised(unit, **said)  # of beds that nobody entered
    scanner = advised(unit, about="CT scanner", **said)
    assert list(queries.to_obey(site=where)) == [scanner]
