"""Journeys go by a random id, and the database refuses a journey that closes before it opens."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from carepath.journeys.models import Journey, JourneyLink
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event


def test_people_read_eight_characters_of_the_id():
    trace = uuid.UUID("c9037c61-6df2-1752-a48a-fb7a0c756c28")
    assert Journey(trace_id=trace).short == str(Journey(trace_id=trace)) == "c9037c61"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"closed_at": F("opened_at") - 1},
        {"closed_by": ""},
        {"closed_at": None},
    ],
)
def test_bounds_and_rule_belong_together(change):
    record(a_source(), event("A", "Triage", 0, 5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Journey.objects.update(**change)


@pytest.mark.django_db
def test_a_link_has_two_ends():
    record(a_source(), event("A", "Triage", 0, 5))
    journey = Journey.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        JourneyLink.objects.create(earlier=journey, later=journey, kind="transfer")
    assert journey.closed_at - journey.opened_at == timedelta(minutes=5)
