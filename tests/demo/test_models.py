from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.demo.models import Applied, Hospital
from tests.demo.worlds import a_hospital
from tests.factories import AT

pytestmark = pytest.mark.django_db


def refused(**fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Hospital.objects.update(**fields)


def test_it_leads_somewhere_exactly_while_it_builds_or_jumps():
    a_hospital()
    refused(phase="jumping")
    refused(target_at=AT)
    refused(cursor=1)
    Hospital.objects.update(phase="jumping", target_at=AT, total=2, cursor=2)
    refused(phase="live")


def test_a_change_has_a_place_and_a_moment_or_neither():
    row = a_hospital()
    fields = {"hospital": row, "kind": "down", "asked_at": AT, "asked_by": "test"}
    for half in ({"position": 1}, {"at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Applied.objects.create(**fields, **half)
    Applied.objects.create(**fields, position=1, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Applied.objects.create(**fields, position=1, at=AT)


def test_a_change_ends_after_it_lasted():
    hour = 3_600_000_000
    assert Applied(at=AT, lasts_us=hour).until_at == AT + timedelta(hours=1)
    assert Applied(at=AT).until_at is None
    assert Applied(lasts_us=hour).until_at is None
