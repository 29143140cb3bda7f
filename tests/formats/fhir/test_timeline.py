"""What an Encounter says lasted, as HL7's own example has it."""

import json
from zoneinfo import ZoneInfo

import pytest

from carepath.formats.fhir import content, timeline
from carepath.frames.adt import Place
from carepath.frames.moments import MINUTE

UTC = ZoneInfo("UTC")


@pytest.fixture
def emergency(shared):
    file = shared / "data/fhir/hl7-r4-examples/encounter-example-emerg.json"
    return content.read(file.read_bytes())


@pytest.fixture
def expected(shared):
    return json.loads((shared / "data/fhir/encounter_emerg_spans.json").read_text())


def minutes(entries):
    return [one.until and (one.until.us - one.since.us) / MINUTE for one in entries]


def test_statuses_classes_and_places_of_the_emergency_example(emergency, expected):
    for name, read, what in (
        ("statusHistory", timeline.statuses, lambda one: one.what),
        ("classHistory", timeline.classes, lambda one: one.what),
        ("location", timeline.places, lambda one: f"{one.place.unit} ({one.what})"),
    ):
        found = read(emergency, UTC)
        assert minutes(found) == [one["minutes"] for one in expected[name]]
        assert [what(one) for one in found] == [one["what"] for one in expected[name]]
    assert minutes(timeline.statuses(emergency, UTC)) == [20, 70, 210, 30, None]
    assert len(timeline.places(emergency, UTC)) == 5


def test_ward_room_and_bed_of_one_moment_are_one_place():
    def there(name, code):
        coding = [{"code": code}]
        return {"location": {"display": name}, "physicalType": {"coding": coding}}

    entries = timeline.places(
        {"location": [there("W1", "wa"), there("42", "ro"), there("1", "bd")]}, UTC
    )
    assert timeline.merged(entries) == Place("W1", "42", "1")


def test_a_place_is_called_by_its_name_else_its_number_else_its_id():
    assert timeline.place_name({"reference": "Location/7", "display": "W1"}) == "W1"
    assert timeline.place_name({"reference": "Location/7", "identifier": {"value": "B1"}}) == "B1"
    assert timeline.place_name({"reference": "Location/7"}) == "7"
    assert timeline.place_name({"reference": "#home"}) == "home"


def test_a_month_is_no_bound():
    found = timeline.period({"period": {"start": "2017-02", "end": "2017-03-01"}}, UTC)
    assert found[0] is None
    assert found[1] is not None
