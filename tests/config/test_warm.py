"""A worker's first visitor finds everything loaded."""

import pytest
from django.db import DatabaseError

from carepath.config import warm
from carepath.journeys.queries import store
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event


@pytest.fixture
def kept_connection(monkeypatch):
    """The test's own connection stays open."""
    monkeypatch.setattr(warm.connections, "close_all", lambda: None)


@pytest.mark.django_db
def test_journeys_are_read_before_anyone_asks(kept_connection, monkeypatch):
    record(a_source(), event("A", "Triage", 0, 5))
    warm.warm_up()
    monkeypatch.setattr(store.partitions, "read", lambda *_: pytest.fail("read again"))
    assert store.spans(by=warm.Everyone(), source="log").n_journeys == 1


@pytest.mark.django_db
def test_an_empty_portal_has_nothing_to_read(kept_connection, caplog):
    warm.warm_up()
    assert not caplog.records


def test_a_failure_is_logged_and_stops_nobody(monkeypatch, caplog):
    def fail(**_):
        raise DatabaseError("gone")

    monkeypatch.setattr(warm.journeys, "default_source", fail)
    warm.warm_up()
    assert "Not warmed up" in caplog.text
