"""Search finds by id, stage, source, unit, page and definition, within what one may see."""

from uuid import uuid4

import pytest

from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey, Patient
from carepath.places.models import Unit
from carepath.portal import queries
from tests.factories import nora, person, site
from tests.journeys.frames import event
from tests.journeys.worlds import record, ward

pytestmark = pytest.mark.django_db


def titles(text, by):
    return {kind: [hit.title for hit in hits] for kind, hits in queries.search(text, by=by).groups}


@pytest.fixture
def who(db):
    return nora()


def test_ids_find_journeys_from_three_characters_on(who):
    ward(2)
    journey = Journey.objects.first()
    found = queries.search(journey.trace_id.hex[:8], by=who)
    assert found.only == f"/journeys/{journey.trace_id.hex}/"
    assert queries.search(str(journey.trace_id), by=who).only == found.only
    assert journey.short in titles(journey.short[:4], who)["Journeys"]
    assert queries.search(journey.short[:3], by=who).only is None
    assert "Journeys" not in titles(journey.short[:2], who)


def test_stages_sources_units_pages_and_definitions(who):
    ward(1)
    Unit.objects.create(site=site(), code="w4", name="Ward 4")
    found = titles("ward", who)
    assert found["Sources"] == ["ward"] and found["Units"] == ["Ward 4"]
    assert titles("doc", who)["Stages"] == ["Doctor"]
    assert titles("bottle", who)["Pages"] == ["Bottlenecks"]
    assert "Definitions" in titles("hand-over", who)
    stage = next(hits for kind, hits in queries.search("doc", by=who).groups if kind == "Stages")
    assert stage[0].url == "/journeys/?source=ward&stage=Doctor"


def test_words_that_begin_so_come_alone_and_other_places_only_without_any(who):
    source = ward(1)
    stages = ("CT", "Doctor review", "Chest CT", "Lactate")
    record(source, *(event("X", stage, at, at + 1) for at, stage in enumerate(stages)))
    assert titles("ct", who)["Stages"] == ["CT", "Chest CT"]
    assert titles("actat", who)["Stages"] == ["Lactate"]
    assert "Definitions" not in titles("ct", who)


def test_a_unit_leads_to_its_journeys(who):
    ward(1)
    Unit.objects.create(site=site(), code="w4", name="Ward 4")
    hits = dict(queries.search("ward 4", by=who).groups)["Units"]
    assert [hit.url for hit in hits] == ["/journeys/?source=ward&unit=w4"]


def test_what_one_may_not_see_is_not_found(who):
    ward(1)
    Unit.objects.create(site=site(), code="w4", name="Ward 4")
    far = person("far", "READ_ONLY", at_site="south")
    assert queries.search("ward", by=far).groups == []
    assert queries.search(Journey.objects.get().short, by=far).n == 0
    assert "Pages" not in titles("imports", who)


def test_nothing_asked_finds_nothing(who):
    assert queries.search("   ", by=who).n == 0


def test_a_pseudonym_finds_the_journeys_of_its_patient(who):
    ward(3)
    patient = Patient.objects.create(key=uuid4())
    Patient.objects.create(key=uuid4())
    mine = Journey.objects.filter(case_ref__in=["J0", "J2"])
    mine.update(patient=patient)
    name = journeys.pseudonym(patient)
    assert set(titles(name.lower(), who)["Journeys"]) == {journey.short for journey in mine}
    assert queries.search(name, by=who).only is None
    assert titles(name, person("far", "READ_ONLY", at_site="south")) == {}
