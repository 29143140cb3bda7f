"""Spoilt bundles: none crashes, none takes long, each refusal says where and is kept.

CAREPATH_CASES sets how many are made (1,500 by default, 100,000 in `make soak`); every hundredth
of them also goes through the door.
"""

import os
import random
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from carepath.analysis import visit_events, visits
from carepath.formats.fhir import bundles, capability, content, encounters, vitals
from carepath.formats.fhir.bundles import ASIDE, Request
from carepath.formats.fhir.faults import FAULTS, Refused
from carepath.ingestion.models import Message
from tests.fhir.worlds import Program, problem, settle, token
from tests.formats.fhir.mutants import SOUND, mutant

CASES = int(os.environ.get("CAREPATH_CASES", "1500"))
SEED = int(os.environ.get("MUTANTS_SEED", "1"))
LONGEST_S = 2.0
ZONE = ZoneInfo("Europe/Amsterdam")


def use(entry):
    """Do with a resource what the intake does with it."""
    said = content.read(content.write(entry.resource).encode())
    if entry.kind == "Encounter":
        visit = encounters.visit_of(said, entry.ident)
        told = encounters.admissions(said, visit=visit, patient="p", zone=ZONE)
        visit_events.events(visits.fold(told), case=visit, patient="p")
    if entry.kind == "Observation":
        vitals.measured(said, name="o", visit="V", patient="p", written=0, zone=ZONE)


def test_no_spoilt_bundle_crashes_or_hangs_the_reader():
    chance, refused, taken, longest = random.Random(SEED), 0, 0, 0.0
    for _case in range(CASES):
        raw, since = mutant(chance), process_time()
        try:
            asked = bundles.asked(raw, Request("POST"), ZONE)
        except Refused as error:
            refused += 1
            assert error.code in FAULTS
            assert capability.outcome(error.issues)["issue"]
        else:
            taken += 1
            for entry in asked.entries:
                if entry.act != ASIDE and not entry.issues:
                    use(entry)
        longest = max(longest, process_time() - since)
    assert refused + taken == CASES
    assert min(refused, taken) > CASES / 20  # of both kinds there are enough to mean something
    assert longest < LONGEST_S


@pytest.mark.django_db
def test_what_the_door_refuses_is_an_outcome_and_its_bytes_are_kept():
    program, chance, kept = Program(token()), random.Random(SEED + 1), set()
    assert program.post("", SOUND).status_code == 200
    for _case in range(CASES // 100):
        raw = mutant(chance)
        answer = program.post("", raw)
        if answer.status_code != 200:
            status, _code, _path = problem(answer)
            assert status in (400, 412, 422)
            kept |= {raw} if status != 412 else set()
    held = Message.objects.filter(state=Message.State.QUARANTINED)
    assert held.count() == len(kept)
    assert all(one.reason_code in FAULTS and one.reason_text for one in held)
    settle()
    assert not Message.objects.filter(state=Message.State.RECEIVED).exists()
    late = Message.objects.filter(state=Message.State.QUARANTINED).count()
    assert late == len(kept)  # nothing that was taken failed later
