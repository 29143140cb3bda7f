"""Vital signs of an Observation: values in one unit each, panels split, what is absent left out."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from carepath.formats.fhir import content, vitals
from tests.formats.fhir.resources import sign

UTC = ZoneInfo("UTC")

# Name of the example to its measured values, read by hand.
OFFICIAL = {
    "bloodpressure": [("Systolic blood pressure", 107), ("Diastolic blood pressure", 60)],
    "bloodpressure-dar": [("Systolic blood pressure", 107)],
    "bmi": [("Body mass index", 16.2)],
    "body-height": [("Body height", 169.926)],
    "body-length": [("Body height", 25)],
    "body-temperature": [("Body temperature", 36.5)],
    "glasgow": [],
    "head-circumference": [("Head circumference", 51.2)],
    "heart-rate": [("Heart rate", 44)],
    "mbp": [("Mean blood pressure", 80)],
    "respiratory-rate": [("Respiratory rate", 26)],
    "satO2": [("Oxygen saturation", 95)],
    "unsat": [],
    "vitals-panel": [],
}


def measured(said, written=0):
    return vitals.measured(
        said, name="Observation/o", visit="V1", patient="p1", written=written, zone=UTC
    )


@pytest.mark.parametrize("name", OFFICIAL)
def test_official_examples(shared, name):
    file = shared / f"data/fhir/hl7-r4-examples/observation-example-{name}.json"
    said = content.read(file.read_bytes())
    assert [(one.name, one.value) for one in measured(said)] == OFFICIAL[name]
    assert vitals.unmeasured(said) == []


@pytest.mark.parametrize(
    ("code", "value", "unit", "kept"),
    [("8310-5", "98.6", "[degF]", 37), ("29463-7", "185", "[lb_av]", 83.9146),
     ("29463-7", "3500", "g", 3.5), ("8302-2", "1.82", "m", 182),
     ("8867-4", "80.50", "/min", 80.5)],
)  # fmt: skip
def test_each_unit_becomes_the_one_that_is_kept(code, value, unit, kept):
    said = sign(code, value=Decimal(value), system=vitals.UCUM, code=unit)
    assert measured(said)[0].value == kept


@pytest.mark.parametrize(
    ("quantity", "why"),
    [({"value": 80}, "no_unit"), ({"value": 80, "unit": "furlongs"}, "unknown_unit"),
     ({"value": 8000, "unit": "bpm"}, "bad_value")],
)  # fmt: skip
def test_a_value_that_cannot_be_kept_says_why(quantity, why):
    assert vitals.unmeasured(sign(**quantity)) == [(".valueQuantity", why)]


def test_a_component_without_a_unit_is_named():
    said = sign("85354-9")
    del said["valueQuantity"]
    part = sign("8480-6", value=120)
    said["component"] = [{"code": part["code"], "valueQuantity": part["valueQuantity"]}]
    assert vitals.unmeasured(said) == [(".component[0].valueQuantity", "no_unit")]


def test_what_is_taken_back_is_retracted_under_its_name():
    first = measured(sign(value=80, unit="bpm"), written=1)[0]
    gone = measured(sign(status="entered-in-error", value=80), written=2)[0]
    assert (first.ref, first.retracted) == (gone.ref, False)
    assert gone.retracted
    assert vitals.unmeasured(sign(status="entered-in-error", value=80)) == []


def test_each_part_of_a_panel_has_a_name_of_its_own(shared):
    file = shared / "data/fhir/hl7-r4-examples/observation-example-bloodpressure.json"
    found = measured(content.read(file.read_bytes()))
    assert len({one.ref for one in found}) == 2


def test_when_it_was_measured():
    said = sign(value=80, unit="bpm")
    assert vitals.when(said, UTC).us == measured(said)[0].at
    issued = {"issued": said.pop("effectiveDateTime")}
    assert vitals.when(said | issued, UTC) == vitals.when(sign(), UTC)
    assert vitals.when(said | {"effectiveDateTime": "2026"}, UTC) is None
    assert vitals.when(said, UTC) is None
    assert vitals.signs(said)
    assert not vitals.signs({"code": {}})
