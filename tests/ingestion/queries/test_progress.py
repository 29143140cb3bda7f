from datetime import timedelta

import pytest

from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message, Progress
from tests.ingestion.worlds import LATER, imported, received, worked_on

pytestmark = pytest.mark.django_db


def at(message, seconds, **fields):
    Progress.objects.filter(message=message).update(started_at=LATER, **fields)
    fresh = Message.objects.select_related("progress").get(pk=message.pk)
    return queries.standing(fresh, at=LATER + timedelta(seconds=seconds))


def test_what_waits_has_done_nothing():
    standing = queries.standing(received(), at=LATER)
    assert (standing.phase, standing.percent, standing.left_us) == ("waiting", 0, None)
    assert not standing.is_over


def test_reading_is_a_third_of_the_work_by_bytes():
    message = received()
    standing = at(message, 15, phase="reading", bytes_read=message.size // 2)
    assert standing.phase == "reading the file"
    assert standing.done == pytest.approx(0.15, abs=0.01)
    assert standing.left_s == pytest.approx(85, rel=0.1)


def test_recording_is_the_rest_by_ranges():
    standing = at(received(), 65, phase="recording", cursor=5, total=10)
    assert standing.done == pytest.approx(0.65)
    assert standing.left_s == pytest.approx(35)
    assert standing.left_us == 35_000_000


def test_too_early_there_is_no_estimate():
    assert at(received(), 1, phase="reading", bytes_read=1).left_s is None


def test_what_ended_is_done():
    message = imported()
    standing = queries.standing(message, at=LATER)
    assert (standing.phase, standing.done, standing.is_over) == ("imported", 1.0, True)
    assert standing.passed_us >= 0


def test_taking_back_counts_journeys():
    message = imported()
    actions.undo(message=message, reason="wrong", by="worker:test", at=LATER)
    message = Message.objects.select_related("progress").get(pk=message.pk)
    standing = queries.standing(message, at=LATER)
    assert (standing.phase, standing.done) == ("taking back", 0)


def test_an_undone_import_took_as_long_as_before_and_its_undo_is_told_apart():
    message = imported()
    took = queries.standing(message, at=LATER).passed_s
    actions.undo(message=message, reason="wrong", by="worker:test", at=LATER + timedelta(days=2))
    message = worked_on(message, at=LATER + timedelta(days=2))
    standing = queries.standing(message, at=LATER)
    assert standing.passed_s == took < 60
    assert 0 < standing.undo_us < 60_000_000


def test_a_cancelled_import_took_until_it_was_cancelled():
    message = received()
    at(message, 0, phase="recording")
    actions.cancel(message=message, by="worker:test", at=LATER + timedelta(seconds=7))
    message = worked_on(message, at=LATER + timedelta(days=1))
    assert queries.standing(message, at=LATER).passed_s == 7


def test_counts_are_what_the_command_line_prints():
    message = imported()
    assert queries.counts(message) == {
        "import": message.pk,
        "state": "processed",
        "rows_read": 9,
        "rows_accepted": 9,
        "rows_rejected": 0,
        "duplicates": 0,
        "journeys": 3,
        "spans": 9,
    }
