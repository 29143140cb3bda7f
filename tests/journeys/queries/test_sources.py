"""Which sources and journeys a person sees."""

import pytest

from carepath.frames.mapping import Target
from carepath.journeys import actions as journeys
from carepath.journeys import queries
from carepath.journeys.models import Journey
from tests.factories import AT, person, site
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


def test_sources_of_other_sites_are_not_there():
    a_source()
    nora, ben = person("nora", "READ_ONLY"), person("ben", "READ_ONLY", at_site="south")
    assert [source.name for source in queries.sources(by=nora)] == ["log"]
    assert list(queries.sources(by=ben)) == []
    assert queries.default_source(by=ben) is None


def test_a_real_source_comes_before_a_made_up_one():
    nora, real = person("nora", "READ_ONLY"), a_source()
    made_up = site("demo", synthetic=True)
    type(real).objects.create(site=made_up, name="demo")
    assert queries.default_source(by=nora) == real


def test_visible_journeys_hold_something():
    nora, source = person("nora", "READ_ONLY"), a_source()
    record(source, event("A", "Triage", 0, 5), message=1)
    assert queries.visible(by=nora).count() == 1
    journeys.retract(source=source, message=1, by="test", at=AT)
    assert queries.visible(by=nora).count() == 0
    assert Journey.objects.count() == 1


def test_targets_come_from_the_mapping():
    source = a_source(targets=(Target("Triage", "Doctor", 3600),))
    assert [(t.from_stage, t.within_s) for t in queries.targets(source=source)] == [
        ("Triage", 3600)
    ]


def test_stages_of_the_site_by_name():
    source = a_source()
    record(source, event("A", "Triage", 0, 5), event("A", "Bed", 9, 20))
    assert queries.stage_names(source=source) == ["Bed", "Triage"]


def test_units_of_the_site_by_name():
    source = declared()
    record(source, event("A", "Triage", 0, 10, unit="ER"), event("A", "Scan", 10, 20, unit="CT"))
    assert queries.units(source=source) == {"CT": "CT", "ER": "ER"}
    assert queries.unit_name(source="ward", code="ER") == "ER"
    assert queries.unit_name(source="", code="X") == "X"
