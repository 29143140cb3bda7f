"""A span says how far it is, and the database refuses what cannot be."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.journeys.models import Span
from tests.factories import AT
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

LATER = AT + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("started", "ended", "status"),
    [
        (None, None, "waiting"),
        (None, LATER, "withdrawn"),
        (AT, None, "running"),
        (AT, LATER, "ended"),
        (AT, AT, "ended"),
    ],
)
def test_status_follows_from_what_is_known(started, ended, status):
    assert Span(started_at=started, ended_at=ended).status == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": AT - timedelta(days=1)},
        {"started_at": None, "ended_at": None, "requested_at": None},
        {"kind": 7},
    ],
)
def test_the_database_refuses_what_cannot_be(fields):
    record(a_source(), event("A", "Triage", 0, 5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Span.objects.update(**fields)


@pytest.mark.django_db
def test_a_reference_is_unique_within_its_source():
    record(a_source(), event("A", "Triage", 0, 5))
    span = Span.objects.get()
    span.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        span.save(force_insert=True)
