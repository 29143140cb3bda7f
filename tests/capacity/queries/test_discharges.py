"""Who left today: counted once, by when their journey ended."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.places.models import Bed
from tests.capacity.actions.test_projecting import feed, send
from tests.factories import AT
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def test_who_left_is_counted_once_and_emergency_and_those_still_in_are_not():
    source = feed()
    send(
        source,
        *(adt("A01", n, "W1", visit=f"V{n}", bed=f"B{n}") for n in range(4)),
        adt("A01", 4, "ED", visit="E1", bed="E1"),
        adt("A02", 10, "W1", visit="V0", bed="B9"),
        adt("A03", 20, "W1", visit="V0", bed="B9"),
        adt("A03", 40, "W1", visit="V1", bed="B1"),
        adt("A03", 41, "ED", visit="E1", bed="E1"),
    )
    Bed.objects.filter(unit__code="ED").update(care="emergency")
    window = {"site": source.site, "noon": AT + timedelta(minutes=30)}
    found = queries.discharges(since=AT, until=AT + timedelta(hours=1), **window)
    assert (found.n, found.before_noon) == (2, 1)
    later = queries.discharges(
        since=AT + timedelta(minutes=20), until=AT + timedelta(hours=1), **window
    )
    assert (later.n, later.before_noon) == (1, 0)
