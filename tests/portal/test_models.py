"""A screen is revoked by somebody, or not at all."""

import pytest
from django.db import IntegrityError, transaction

from carepath.portal.models import Screen
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def test_who_revoked_it_stands_beside_when():
    screen = Screen.objects.create(site=site(), name="Hall", added_at=AT, added_by="test")
    assert str(screen) == "Hall"
    with pytest.raises(IntegrityError), transaction.atomic():
        Screen.objects.update(revoked_at=AT)
