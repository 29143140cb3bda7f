"""A run is of one content, once; and one that came to an end says when."""

import pytest
from django.db import IntegrityError, transaction

from carepath.protocols.models import Replay
from tests.factories import AT
from tests.protocols.worlds import draft

pytestmark = pytest.mark.django_db


def test_each_content_has_one_run_at_a_site():
    version = draft()
    row = Replay.objects.get()
    assert (row.version, row.sha256, row.state, str(row)) == (
        version, version.sha256, "received", f"replay {row.pk}",
    )  # fmt: skip
    for fields in ({}, {"against": "x", "state": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Replay.objects.create(
                version=version, site=row.site, sha256=row.sha256, asked_at=AT, **fields
            )
