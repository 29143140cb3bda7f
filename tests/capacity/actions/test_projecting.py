"""Beds follow the stays of journeys: one patient each, conflicts shown, in any order."""

from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from carepath.capacity import actions
from carepath.capacity.models import Claim, Holding, Projected
from carepath.ingestion import actions as ingestion
from carepath.journeys.models import Journey
from carepath.places.models import Bed
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db

TWO_IN_ONE = (
    adt("A01", 0, "W1", visit="V1", bed="B1"),
    adt("A01", 20, "W1", visit="V2", bed="B1"),
    adt("A02", 30, "W1", visit="V2", bed="B2"),
    adt("A03", 40, "W1", visit="V1", bed="B1"),
)
"""V2 is put where V1 lies, and moved ten minutes later."""


def feed():
    return ingestion.declare_feed(name="adt", site=site(), by="test", at=AT)


def send(source, *messages):
    for raw in messages:
        message = ingestion.receive_hl7(raw=raw, source=source, by="test", at=AT)
        ingestion.process(message=message.pk, by="test", at=AT)


def held(code):
    """Who has a bed when: (case or "conflict", from minute, to minute)."""
    rows = Holding.objects.filter(bed__code=code).select_related("journey").order_by("since")
    return [
        (row.journey.case_ref if row.journey else "conflict", row.since.minute,
         row.until and row.until.minute)
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_conflict_is_shown_for_as_long_as_it_lasts_in_any_order(order):
    send(feed(), *(TWO_IN_ONE[n] for n in order))
    assert held("B1") == [("V1", 0, 20), ("conflict", 20, 30), ("V1", 30, 40)]
    assert held("B2") == [("V2", 30, None)]


def test_a_cancelled_admission_gives_the_bed_back():
    source = feed()
    send(source, adt("A01", 0, "W1", visit="V1"), adt("A11", 5, "W1", visit="V1"))
    assert held("B1") == []
    assert not Claim.objects.exists()


def test_a_bed_nobody_entered_waits_to_be_confirmed():
    send(feed(), adt("A01", 0, "W1", bed="B7"))
    bed = Bed.objects.get()
    assert (str(bed), bed.unit.code, bed.confirmed) == ("B7", "W1", False)


def test_a_round_that_finds_nothing_new_does_nothing(django_assert_num_queries):
    send(feed(), adt("A01", 0, "W1"))
    assert actions.project_changed(by="test", at=AT) == 1
    change = Projected.objects.get().change
    with django_assert_num_queries(2):
        assert actions.project_changed(by="test", at=AT) == 0
    assert Projected.objects.get().change == change


def test_journeys_that_came_by_another_door_are_projected_in_the_next_round():
    send(feed(), *TWO_IN_ONE)
    before = held("B1")
    Holding.objects.all().delete()
    Claim.objects.all().delete()
    assert actions.project_changed(by="test", at=AT) == 2
    assert held("B1") == before


def test_projecting_again_changes_nothing():
    send(feed(), *TWO_IN_ONE)
    before = list(Holding.objects.values_list("pk", flat=True))
    actions.project(list(Journey.objects.values_list("pk", flat=True)))
    assert list(Holding.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(("since", "until"), [(5, 6), (0, None), (9, 20), (-5, 1)])
def test_the_database_refuses_two_in_one_bed(since, until):
    send(feed(), adt("A01", 0, "W1"), adt("A03", 10, "W1"))
    row = Holding.objects.get()
    minute = 60_000_000
    began = int(row.since.timestamp()) * 1_000_000
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(
            bed=row.bed,
            journey=row.journey,
            since=began + since * minute,
            until=None if until is None else began + until * minute,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        later = Holding.objects.create(bed=row.bed, journey=row.journey, since=began + 10 * minute)
        Holding.objects.filter(pk=later.pk).update(since=began + minute)
