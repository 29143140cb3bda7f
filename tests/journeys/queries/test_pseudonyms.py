"""Pseudonyms are for display: they change with their key, links do not."""

import re
import uuid

import pytest

from carepath.journeys import queries
from carepath.journeys.models import Journey, Patient
from tests.factories import person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event


def test_a_pseudonym_is_stable_and_says_nothing(settings):
    patient = Patient(key=uuid.uuid4())
    name = queries.pseudonym(patient)
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}", name)
    assert queries.pseudonym(patient) == name
    assert queries.pseudonym(Patient(key=uuid.uuid4())) != name


@pytest.mark.django_db
def test_another_key_renames_and_breaks_no_link(settings):
    visits = [event("A", "Triage", 0, 5), event("B", "Triage", 60, 65)]
    record(a_source(), *[visit | {"patient": "P-1"} for visit in visits])
    nora = person("nora", "READ_ONLY")
    first = Journey.objects.get(case_ref="A")
    before = queries.pseudonym(first.patient)
    settings.PSEUDONYM_KEY = "another key"
    assert queries.pseudonym(first.patient) != before
    assert [link.journey.case_ref for link in queries.links(first, by=nora)] == ["B"]
