"""One visit told by HL7 v2 over MLLP, FHIR over HTTP and a file, in any order: one journey.

Each visit is told through the real doors, each source whole in one of the six orders, its pieces
shuffled; another visit number for each case, so that all live in one portal. Whatever came first,
the same journey and the same attribution of its time must stand.
"""

import json
import os
import random
from datetime import timedelta
from itertools import cycle, islice, permutations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.analysis.waits import attribute
from carepath.formats import mllp as framing
from carepath.frames.correlation import CASE, Rule, Rules
from carepath.frames.moments import to_us
from carepath.ingestion import actions
from carepath.ingestion.models import Correlated, Message
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.outcomes.models import Vital
from carepath.ui import clock
from tests.factories import AT, person, site
from tests.fhir.worlds import Program, token
from tests.formats.fhir.resources import encounter, sign, told
from tests.ingestion.listening import Sender, listening
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
CASES = int(os.environ.get("CAREPATH_CASES", "6"))
RULES = Rules(("adt", "FHIR"), (Rule("lab", visit=CASE),))
MAPPING = {"case": "case", "activity": "activity", "timestamp": "time", "timezone": "UTC"}
MAPPING |= {"time_format": "yyyy-MM-dd HH:mm:ss"}


def shuffled(pieces, dice):
    found = list(pieces)
    dice.shuffle(found)
    return found


class Doors:
    """The three doors of a portal; each sender tells all it knows of one visit."""

    def __init__(self, port, client):
        self.line, self.program, self.client = Sender(port), Program(token()), client
        client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))

    def hl7(self, visit, dice):
        steps = ("A01", 1, "W1"), ("A02", 45, "W2"), ("A03", 58, "W2")
        for trigger, minute, unit in shuffled(steps, dice):
            raw = adt(trigger, minute, unit, visit=visit, control=f"{visit}{trigger}", bed=visit)
            self.line.send(framing.framed(raw))
            assert self.line.answer().startswith("AA")

    def fhir(self, visit, dice):
        me, of = f"p{visit}", {"reference": f"Patient/p{visit}"}
        patient = {"resourceType": "Patient", "id": me, "identifier": [{"value": "p1"}]}
        history = [told("arrived", 1, 5), told("triaged", 5, 9), told("in-progress", 9, 58)]
        stay = encounter("finished", 1, 58, statusHistory=history, subject=of) | {"id": f"e{visit}"}
        stay["identifier"] = [{"value": visit, "use": "official"}]
        pulse = sign(value=80, unit="/min") | {"id": f"o{visit}", "subject": of}
        pulse["encounter"] = {"reference": f"Encounter/e{visit}"}
        for said in shuffled((patient, stay, pulse), dice):
            assert self.program.put(said).status_code == 201

    def file(self, visit, dice):
        rows = [f"{visit},{name},2026-03-02 09:{at}:00" for name, at in
                (("Blood taken", 15), ("Blood arrived", 22), ("Result", 40))]  # fmt: skip
        text = "\n".join(["case,activity,time", *shuffled(rows, dice), ""]).encode()
        body = {"file": SimpleUploadedFile("lab.csv", text), "source": "lab"}
        answer = self.client.post("/api/v1/imports/", body | {"mapping": json.dumps(MAPPING)})
        assert answer.status_code == 202, answer.content


def settle():
    """Let everything that waits take effect."""
    now = {"by": "worker:sweep", "at": clock.now()}
    while actions.process_feeds(**now) or actions.process_waiting(**now):
        continue
    while actions.correlate_changed(**now):
        continue


def stands(visit):
    """What stands of a visit: its steps with their sources, and what its time is attributed to."""
    (one,) = Journey.objects.filter(case_ref=visit, joined_to=None, n_spans__gt=0)
    spans = journeys.current_spans(one)
    found = attribute(journeys.spans_of(one), 0, to_us(AT + timedelta(days=1)))
    return (
        sorted((span.stage.name, span.source.name, span.started_at) for span in spans),
        [(line.name, line.kind, line.us) for line in found.credits()],
        found.us,
    )


def test_any_order_of_sources_and_messages_ends_in_one_journey_with_one_attribution(client):
    site()
    actions.save_rules(site=site(), rules=RULES, reason="first", by="test", at=AT)
    orders = list(islice(cycle(permutations(("hl7", "fhir", "file"))), CASES))
    dice = random.Random(1)
    with listening() as port:
        doors = Doors(port, client)
        with doors.line:
            for place in range(3):
                for n, order in enumerate(orders):
                    getattr(doors, order[place])(f"V{n}", dice)
                settle()
    assert not Message.objects.exclude(state="processed").exists()
    steps, lines, us = stands("V0")
    assert {source for _step, source, _at in steps} == {"adt", "FHIR", "lab"}
    assert sum(line[2] for line in lines) == us == 57 * 60_000_000
    for n in range(1, CASES):
        assert stands(f"V{n}") == (steps, lines, us)
    assert Journey.objects.filter(joined_to=None, n_spans__gt=0).count() == CASES
    assert set(Correlated.objects.values_list("outcome", flat=True)) == {"leads", "number"}
    assert Vital.objects.filter(retracted=False).count() == CASES
