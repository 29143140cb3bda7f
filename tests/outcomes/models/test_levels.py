"""A level to come lies ahead of the moment at which it was told."""

import pytest
from django.db import IntegrityError, transaction

from carepath.outcomes.models import LevelTold
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def test_it_lies_ahead_and_says_which_level_was_shown():
    said = {"site": site(), "hours": 8, "slot_at": AT, "told_at": AT, "kept_until": AT,
            "chances": [1, 0, 0, 0]}  # fmt: skip
    for at, now in ((AT, 1), (AT.replace(year=2030), 0), (AT.replace(year=2030), 5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            LevelTold.objects.create(**said, at=at, now=now)
