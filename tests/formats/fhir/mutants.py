"""Bundles that something happened to: seeded changes to sound ones, in their content and bytes."""

import copy
import json

from tests.formats.fhir.resources import PATIENT, bundle, encounter, entry, place, sign, told

SOUND = bundle(
    entry(PATIENT | {"identifier": [{"system": "http://h", "value": "7"}], "birthDate": "1950-02"},
          full_url="urn:uuid:a9fb0d0f-fb3c-4173-ad19-ec9ba84f4d02"),
    entry(
        encounter(
            "in-progress", 0, identifier=[{"value": "V1", "use": "official"}],
            statusHistory=[told("arrived", 0, 20), told("triaged", 20, 90), told("onleave", 90)],
            classHistory=[{"class": {"code": "EMER"}, "period": {"start": "2026-03-02"}}],
            location=[place("W1", 0, 90), place("W1", 90, 120, "reserved"), place("W1", 120)],
            length={"value": 20, "unit": "minutes"},
            hospitalization={"admitSource": {"coding": [{"code": "emd"}]}},
            partOf={"reference": "Encounter/e0"},
            subject={"reference": "urn:uuid:a9fb0d0f-fb3c-4173-ad19-ec9ba84f4d02"},
        ),
        "PUT",
    ),
    entry(sign(value=80, unit="bpm") | {"id": "o1", "subject": {"reference": "Patient/p1"}}),
    entry({"resourceType": "Location", "id": "l1", "name": "W1", "status": "active"}, "PUT"),
    entry({"resourceType": "Task", "id": "t1", "status": "requested", "intent": "order",
           "input": [{"type": {"text": "x"}, "valuePeriod": {"start": "2026"}}]}, "PUT"),
    entry({"resourceType": "ServiceRequest", "status": "active", "intent": "order",
           "subject": {"reference": "Patient/p1"}}),
)  # fmt: skip
JUNK = (
    None, True, False, 0, -1, 10**30, 0.1, "", " ", "nonsense", "a\x00b", "x" * 5000, [], {}, [[]],
    [None], {"a": {}}, "2026-02-30", "2026-03-02T09:00:00", "9999-12-31T23:59:59-14:00", "0001",
    "0000-00-00", "entered-in-error", "finished", "cancelled", {"reference": "#x"}, "http://a b",
    "urn:uuid:a9fb0d0f-fb3c-4173-ad19-ec9ba84f4d02", "/", "../..", "'; --", "\u202e", "é" * 300,
    {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]}, [{}] * 50,
)  # fmt: skip
NAMES = (
    "modifierExtension", "implicitRules", "_status", "extension", "contained", "period", "status",
    "resourceType", "id", "value", "x" * 200, "", "é",
)  # fmt: skip


def mutant(chance):
    """The bytes of one, made by a seeded source of chance."""
    said = copy.deepcopy(SOUND)
    if chance.random() < 0.3:
        said["type"] = "batch"
    for _time in range(chance.randint(1, 4)):
        _change(said, chance)
    raw = bytearray(json.dumps(said).encode())
    if chance.random() < 0.2:
        _spoil(raw, chance)
    return bytes(raw)


def _spots(found, spots):
    for key in found if isinstance(found, dict) else range(len(found)):
        spots.append((found, key))
        if isinstance(found[key], dict | list):
            _spots(found[key], spots)
    return spots


def _change(said, chance):
    spots = _spots(said, [])
    if not spots:
        return
    held, key = chance.choice(spots)
    what = chance.randint(0, 6)
    if what == 0:
        del held[key]
    elif what == 1:
        other, place_of = chance.choice(spots)
        held[key] = copy.deepcopy(other[place_of]) if other is not held else None
    elif what == 2 and isinstance(held, dict):
        held[chance.choice(NAMES)] = held.pop(key)
    elif what == 3 and isinstance(held, dict):
        held[chance.choice(NAMES)] = copy.deepcopy(chance.choice(JUNK))
    elif what == 4 and isinstance(held, list):
        held.append(copy.deepcopy(held[key]))
    elif what == 5 and chance.random() < 0.1:
        held[key] = _deep(chance.randint(10, 60))
    else:
        held[key] = copy.deepcopy(chance.choice(JUNK))


def _deep(levels):
    found = "x"
    for _level in range(levels):
        found = [found]
    return found


def _spoil(raw, chance):
    at = chance.randrange(len(raw))
    what = chance.randint(0, 4)
    if what == 0:
        del raw[at:]
    elif what == 1:
        raw[at] = chance.randrange(256)
    elif what == 2:
        raw[at:at] = bytes(chance.randrange(256) for _byte in range(chance.randint(1, 9)))
    elif what == 3:
        raw[at:at] = b'"id":"a","id":"b",'
    else:
        raw[at:at] = b"[" * chance.choice((40, 5000))
