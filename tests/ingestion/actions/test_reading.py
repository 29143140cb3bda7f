import pytest

from carepath.ingestion.actions import reading, staging
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Message, Progress
from carepath.work import actions as work
from tests.ingestion.worlds import LATER, log, received

pytestmark = pytest.mark.django_db


def held(message):
    assert work.claim(Message, message.pk, at=LATER, seconds=60, states=["received"])
    return Hold(message, at=LATER)


def test_whole_journeys_are_staged_in_ranges(monkeypatch):
    monkeypatch.setattr(reading, "RANGE", 12)
    message = received(log(cases=8))
    reading.read(held(message), lambda: None)
    with staging.Staged(message) as staged:
        ranges = [staged[place] for place in range(len(staged))]
    assert sum(frame.height for frame in ranges) == 24
    cases = [case for frame in ranges for case in frame["case"].unique()]
    assert len(cases) == len(set(cases)) == 8
    progress = Progress.objects.get(message=message)
    assert (progress.phase, progress.total) == ("recording", len(ranges))
    assert (progress.rows_read, progress.bytes_read) == (24, message.size)


def test_reading_again_gives_the_same_bytes():
    message = received(log(cases=8) + "c1,Arrive,yesterday\n")
    hold = held(message)
    reading.read(hold, lambda: None)
    first = staging.path_of(message).read_bytes()
    reading.read(hold, lambda: None)
    assert staging.path_of(message).read_bytes() == first
    assert message.rejects.count() == 1


def test_each_batch_is_a_step():
    steps = []
    message = received()
    reading.read(held(message), lambda: steps.append(1))
    assert len(steps) >= 2


def test_other_ranges_than_before_stop_the_recording():
    message = received()
    hold = held(message)
    reading.read(hold, lambda: None)
    Progress.objects.filter(message=message).update(cursor=1, total=7)
    with pytest.raises(reading.ReadDifferently):
        reading.read(hold, lambda: None)


def test_what_an_earlier_reading_left_can_be_forgotten():
    message = received(log(cases=8) + "c1,Arrive,yesterday\n")
    reading.read(held(message), lambda: None)
    reading.forget(message)
    assert not message.rejects.exists()
    assert not staging.path_of(message).exists()
