"""Logs that several tests ask about."""

import pytest

from carepath.frames.mapping import Target
from carepath.journeys import actions as journeys
from carepath.places.models import Unit
from tests.analysis import queues, troubled
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
def troubled_log(db):
    """The small hospital with all its troubles, its units by name."""
    spans, now = troubled.hospital(1, planted=True)
    names = {4: "X-ray", 12: "Medicine B", 13: "Medicine C"}
    here = site()
    for pk, name in names.items():
        Unit.objects.create(pk=pk, site=here, code=name, name=name)
    target = Target("Stroke alert", "CT", 45 * 60)
    return worlds.a_log(spans, targets=[target], now=now, zone=str(queues.LONDON))


@pytest.fixture
def nora(db):
    """Somebody who may see journeys."""
    return person("nora", "READ_ONLY")
