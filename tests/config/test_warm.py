"""A worker's visitor finds everything loaded, also after the data changed."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError

from carepath.accounts import policies as accounts
from carepath.bottlenecks import queries
from carepath.config import warm
from carepath.frames.moments import to_us
from carepath.journeys.queries import store
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def keep(monkeypatch):
    """Returns a look; the test's own connection stays open."""
    monkeypatch.setattr(warm.connections, "close_all", lambda: None)
    look = warm.begin()
    return lambda: look(at=NOW)


@pytest.mark.django_db
def test_the_first_questions_are_answered_before_anyone_asks(keep, monkeypatch):
    record(a_source(), event("A", "Triage", 0, 5))
    assert keep()
    monkeypatch.setattr(store.partitions, "read", lambda *_: pytest.fail("read again"))
    log = queries.log(by=accounts.PORTAL, source="log", now=to_us(NOW))
    for question in ("ranking", "findings", "times"):
        log.recall(question, lambda: pytest.fail("computed again"))


@pytest.mark.django_db
def test_what_changed_is_answered_anew_once_it_stays(keep):
    source = a_source()
    record(source, event("A", "Triage", 0, 5))
    assert keep()
    assert not keep()  # nothing new
    record(source, event("B", "Triage", 0, 5))
    assert not keep()  # still changing, as far as one can tell
    assert keep()
    assert not keep()


@pytest.mark.django_db
def test_an_empty_portal_has_nothing_to_answer(keep, caplog):
    assert not keep()
    assert not caplog.records


def test_a_failure_is_logged_and_stops_nobody(keep, monkeypatch, caplog):
    def fail(**_):
        raise DatabaseError("gone")

    monkeypatch.setattr(warm.journeys, "default_source", fail)
    assert not keep()
    assert "Not warmed up" in caplog.text
