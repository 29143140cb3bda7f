"""The real logs, read by the standard library alone, and the figures published for them."""

import csv
import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from carepath.analysis.segments import Visit
from carepath.frames.moments import to_us
from tests.analysis.worlds import build

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def read_sepsis(folder):
    """The log read by the standard library alone: wall clock of Amsterdam, ties in file order."""
    cases = {}
    with open(folder / "data/sepsis/sepsis.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            wall = datetime.fromisoformat(row["Complete Timestamp"].replace("/", "-"))
            moment = to_us(wall.replace(tzinfo=AMSTERDAM))
            cases.setdefault(row["Case ID"], []).append((moment, row["Activity"]))
    journeys = []
    for events in cases.values():
        events.sort(key=lambda event: event[0])
        visits = [Visit(stage, moment, moment) for moment, stage in events]
        journeys.append((visits, events[0][0], events[-1][0]))
    phases = {"Return ER": "away", "Admission NC": "ward", "Admission IC": "ward"}
    return build(journeys, phases=phases, intervals=False)


def read_patients(folder):
    """The log of starts and completions, paired by handling_id, and who handled each span."""
    found, moment = {}, {}
    with open(folder / "data/patients/patients.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = int(row["handling_id"])
            moment[key, row["registration_type"]] = to_us(datetime.fromisoformat(row["time"]))
            found[key] = row["patient"], row["handling"], row["employee"]
    cases, busy = {}, {}
    for key in sorted(found):
        patient, stage, employee = found[key]
        stretch = moment[key, "start"], moment[key, "complete"]
        cases.setdefault(patient, []).append(Visit(stage, *stretch))
        busy.setdefault(employee, []).append(stretch)
    journeys = [
        (visits, min(v.start for v in visits), max(v.end for v in visits))
        for visits in cases.values()
    ]
    return build(journeys), busy


@pytest.fixture(scope="session")
def sepsis(shared):
    return read_sepsis(shared)


@pytest.fixture(scope="session")
def sepsis_truth(shared):
    return json.loads((shared / "data/sepsis/truth.json").read_text())


@pytest.fixture(scope="session")
def patients_and_staff(shared):
    return read_patients(shared)


@pytest.fixture(scope="session")
def patients(patients_and_staff):
    return patients_and_staff[0]


@pytest.fixture(scope="session")
def patients_published(shared):
    return json.loads((shared / "data/patients/published.json").read_text())


@pytest.fixture(scope="session")
def patients_truth(shared):
    return json.loads((shared / "data/patients/truth.json").read_text())
