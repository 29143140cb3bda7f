"""A slot is there once, and done only after a run."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.forecasts.models import Slot
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def test_a_slot_is_there_once_and_done_only_after_a_run():
    row = {"job": "beds", "site": site(), "slot_at": AT, "asked_at": AT, "asked_by": "test"}
    first = Slot.objects.create(state="waiting", **row)
    for more in (row, row | {"slot_at": AT - timedelta(hours=1), "state": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Slot.objects.create(**more)
    assert (str(first), first.state_words) == ("beds 2026-03-02 09:00", "waiting")
    assert first.took_us is None
    first.began_at, first.ended_at = AT, AT + timedelta(milliseconds=3)
    assert first.took_us == 3_000
