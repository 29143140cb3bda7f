from datetime import UTC, datetime

import pytest

from carepath.work import actions
from carepath.work.models import Heartbeat

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_beat_replaces_the_last_one():
    actions.beat("sweep", at=AT)
    actions.beat("sweep", at=AT.replace(minute=1), detail="x" * 300)
    actions.beat("worker", at=AT)
    assert [(part.name, part.at.minute, len(part.detail)) for part in Heartbeat.objects.all()] == [
        ("sweep", 1, 200),
        ("worker", 0, 0),
    ]
