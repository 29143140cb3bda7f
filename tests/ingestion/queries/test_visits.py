"""What was told of visits, read from the messages as they were kept."""

from datetime import timedelta

import pytest

from carepath.ingestion import actions, queries
from carepath.ingestion.queries import visits
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in (adt("A01", 1, "W1"), adt("A01", 2, "W1", visit="V2"), adt("A02", 10, "W2")):
        at = AT + timedelta(minutes=1)
        held = actions.receive_hl7(raw=raw, source=made, by="test", at=at)
        actions.process(message=held.pk, by="test", at=at)
    return made


def test_only_so_many_readings_are_kept(feed, monkeypatch):
    monkeypatch.setattr(visits, "_LATELY", kept := {})
    monkeypatch.setattr(visits, "REMEMBERED", 2)
    assert sorted(queries.told_of_every(source=feed)) == ["V1", "V2"]
    assert len(kept) == 2


def test_what_was_told_of_one_visit(feed):
    told = queries.told_of("V1", source=feed)
    assert [one.trigger for one in told] == ["A01", "A02"]
    assert queries.told_of("V9", source=feed) == []
    assert queries.feed("none") is None
    assert queries.told_of("V1", source=feed, known_at=AT) == []
