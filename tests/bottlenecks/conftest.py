"""Logs that several tests ask about."""

import pytest

from carepath.journeys import actions as journeys
from tests.bottlenecks import worlds
from tests.factories import AT, person, site


@pytest.fixture
def sepsis_log(shared):
    """The sepsis log without a database, with its one target."""
    return worlds.a_log(worlds.sepsis_spans(shared), targets=[worlds.ANTIBIOTICS])


@pytest.fixture
def sepsis(db, shared):
    """The sepsis log as recorded by an import."""
    source = journeys.declare_source(
        name="sepsis",
        site=site(),
        mapping=worlds.sepsis_mapping(),
        intervals=False,
        by="import:1",
        at=AT,
    )
    journeys.record(events=worlds.sepsis_events(shared), source=source, by="import:1", at=AT)
    return source


@pytest.fixture
def nora(db):
    """Somebody who may see journeys."""
    return person("nora", "READ_ONLY")
