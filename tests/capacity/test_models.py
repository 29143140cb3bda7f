"""Rows of holdings and moves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.capacity.models import Claim, Flag, Holding, Move
from carepath.journeys.models import Journey
from tests.capacity.actions.test_projecting import feed, send
from tests.factories import AT
from tests.ingestion.messages import adt

SECOND = timedelta(seconds=1)


def test_what_is_nobodys_is_contested():
    assert Holding(journey_id=None).contested
    assert not Holding(journey_id=1).contested


@pytest.mark.django_db
def test_the_database_refuses_moves_and_claims_that_cannot_be():
    send(feed(), adt("A01", 0, "W1"))
    claim = Claim.objects.get()
    row = Move(
        journey=Journey.objects.get(), bed=claim.bed, kind="gone", happened_at=AT, recorded_at=AT,
        said_by="user:1", by_name="Ben",
    )  # fmt: skip
    row.save()
    for wrong in (
        {"happened_at": AT + SECOND}, {"undone_at": AT}, {"undone_by": "user:1"},
        {"settled_at": AT}, {"settled_by": "user:1"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Move.objects.update(**wrong)
    for origin in ({"move": row}, {"span": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.update(**origin)


@pytest.mark.django_db
def test_the_database_refuses_flags_that_cannot_be():
    send(feed(), adt("A01", 0, "W1"))
    said = {
        "journey": Journey.objects.get(), "since_at": AT, "said_by": "user:1", "by_name": "Ben",
    }  # fmt: skip
    Flag.objects.create(kind="private", **said)
    barrier = {"kind": "barrier", "what": "transport", "owner": "ward"}
    for wrong in (
        {"kind": "private"}, {"kind": "barrier"}, {"kind": "discharge", "what": "transport"},
        barrier | {"owner": ""}, barrier | {"ended_by": "user:1"},
        barrier | {"ended_at": AT - SECOND, "ended_by": "user:1"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Flag.objects.create(**said, **wrong)
    for _twice in range(2):
        Flag.objects.create(**said, **barrier)
