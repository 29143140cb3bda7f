import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError

from carepath.work import actions
from carepath.work.models import Heartbeat
from tests.running import eventually

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


def test_beating_goes_on_during_a_long_step():
    beats = []
    with actions.beating(lambda: beats.append(1), every_s=0.01):
        eventually(lambda: len(beats) >= 3, within=5)
    count = len(beats)
    threading.Event().wait(0.05)
    assert len(beats) == count


def test_a_step_that_never_ends_is_not_covered_up():
    beats = []
    with actions.beating(lambda: beats.append(1), every_s=0.01, longest_s=0.05):
        alive = [t for t in threading.enumerate() if t.name == "heartbeat"]
        eventually(lambda: not any(thread.is_alive() for thread in alive), within=5)
    assert beats


def test_each_step_starts_the_count_anew():
    beats = []
    with actions.beating(lambda: beats.append(1), every_s=0.01, longest_s=0.2) as stepped:
        for _ in range(30):
            threading.Event().wait(0.01)
            stepped()
        alive = [t for t in threading.enumerate() if t.name == "heartbeat"]
        assert any(thread.is_alive() for thread in alive)


def test_a_database_away_for_a_moment_does_not_end_it():
    beats = []

    def write():
        beats.append(1)
        raise DatabaseError("away")

    with actions.beating(write, every_s=0.01):
        eventually(lambda: len(beats) >= 2, within=5)
