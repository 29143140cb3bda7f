"""Valid and yet of no use: it is named with its path."""

from zoneinfo import ZoneInfo

import pytest

from carepath.formats.fhir import checks, usable
from tests.formats.fhir.resources import encounter, sign

UTC = ZoneInfo("UTC")
UCUM = {"system": "http://unitsofmeasure.org", "code": "/min"}


@pytest.mark.parametrize(
    ("said", "path"),
    [
        (encounter(length={"value": 5}), "X.length"),
        (encounter(length={"value": 5, "unit": "shifts"}), "X.length"),
        (encounter(period={"start": "0199-01-01"}), "X.period"),
        (encounter(location=[{"location": {"display": "W"}, "period": {"end": "9999-12-31"}}]),
         "X.location[0].period"),
        (sign(value=80), "X.valueQuantity"),
        (sign(value=80, **UCUM) | {"effectiveDateTime": "2926-03-02"}, "X.effective[x]"),
        ({k: v for k, v in sign(value=80, **UCUM).items() if k != "effectiveDateTime"},
         "X.effective[x]"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(said, path):
    assert checks.issues(said) == []
    assert [one.path for one in usable.issues(said, "X", UTC)] == [path]


def test_what_can_be_used_passes():
    assert usable.issues(encounter("finished", 0, 60), "X", UTC) == []
    assert usable.issues(sign(value=80, **UCUM), "X", UTC) == []
    assert usable.issues({"resourceType": "Task"}, "X", UTC) == []
