"""Names become ids, once each; a patient's identifier never stays."""

import pytest

from carepath.journeys.actions import dictionaries
from carepath.journeys.models import PatientAlias, Stage
from tests.factories import site
from tests.journeys.actions.test_record import a_source

pytestmark = pytest.mark.django_db


def test_stages_are_made_once_with_a_proposed_phase():
    north = site()
    first = dictionaries.stage_ids(north, ["Triage", "Return ER"])
    assert dictionaries.stage_ids(north, ["Triage"])["Triage"] == first["Triage"]
    assert Stage.objects.count() == 2
    assert dict(Stage.objects.values_list("name", "phase"))["Return ER"] == "away"
    assert not Stage.objects.filter(confirmed=True).exists()


def test_units_belong_to_their_site():
    north, south = (dictionaries.unit_ids(site(slug), ["ICU"]) for slug in ("north", "south"))
    assert north["ICU"] != south["ICU"]
    assert dictionaries.unit_ids(site("north"), ["ICU"]) == north


def test_patients_are_found_again_by_a_keyed_hash(settings):
    source = a_source()
    first = dictionaries.patient_ids(source, ["0042", "0043", "0042"])
    assert len(set(first.values())) == 2
    assert dictionaries.patient_ids(source, ["0042"]) == {"0042": first["0042"]}
    stored = " ".join(PatientAlias.objects.values_list("digest", flat=True))
    settings.IDENTITY_KEY = "another key"
    assert "0042" not in stored
    assert dictionaries.patient_ids(source, ["0042"])["0042"] != first["0042"]
