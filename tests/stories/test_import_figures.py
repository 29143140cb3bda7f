"""Real logs through the inbox and the API, without a broker, held to their published figures."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.ingestion import actions
from carepath.journeys.models import Span, Stage
from carepath.ui import clock
from tests.factories import person, site
from tests.ingestion.worlds import log

ROOT = Path(__file__).resolve().parents[2]
SEPSIS = {
    "case": "Case ID",
    "activity": "Activity",
    "time": "Complete Timestamp",
    "timezone": "Europe/Amsterdam",
}

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def quality(client):
    site()
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    return client


def sent(client, raw, mapping, source="sepsis", name="log.csv"):
    file = SimpleUploadedFile(name, raw)
    body = {"file": file, "source": source, "mapping": json.dumps(mapping)}
    answer = client.post("/api/v1/imports/", body)
    assert answer.status_code == 202, answer.content
    while actions.process_waiting(by="worker:test", at=clock.now()):
        pass
    return client.get(answer["Location"]).json()


def counts(told):
    names = ("state", "rows_read", "rows_accepted", "rows_rejected", "duplicates", "journeys")
    return tuple(told[name] for name in names) + (told["spans"],)


def test_the_sepsis_log_equals_its_truth_once_after_it_was_undone_and_twice(quality, shared):
    truth = json.loads((shared / "data/sepsis/truth.json").read_text())
    raw = (shared / "data/sepsis/sepsis.csv").read_bytes()
    told = sent(quality, raw, SEPSIS)
    assert counts(told) == ("processed", 15214, 15214, 0, 0, 1050, 15214)
    assert told["report"]["notes"]["stages"] == truth["activity_counts"]
    assert told["report"]["closed_by"] == {"last_event": truth["cases"]}
    found = quality.get("/api/v1/flow/summary/?source=sepsis").json()
    assert (found["journeys"], found["spans"]) == (truth["cases"], truth["events"])
    assert (found["stages"], found["variants"]) == (truth["activities"], 846)
    assert not Stage.objects.filter(confirmed=True).exists()
    assert Stage.objects.get(name="Return ER").phase == "away"
    again = undone_it_can_be_imported_again(quality, raw, told)
    twice_changes_nothing(quality, raw, again)


def undone_it_can_be_imported_again(quality, raw, first):
    quality.post(f"/api/v1/imports/{first['id']}/undo/", {"reason": "wrong zone"})
    while actions.process_waiting(by="worker:test", at=clock.now()):
        pass
    assert quality.get("/api/v1/flow/summary/?source=sepsis").json()["journeys"] == 0
    again = sent(quality, raw, SEPSIS)
    assert again["state"] == "processed"
    found = quality.get("/api/v1/flow/summary/?source=sepsis").json()
    assert (found["journeys"], found["spans"], found["variants"]) == (1050, 15214, 846)
    return again


def twice_changes_nothing(quality, raw, first):
    again = sent(quality, raw, SEPSIS)
    assert again["id"] == first["id"]
    assert counts(again) == counts(first)
    packed = sent(quality, gzip.compress(raw), SEPSIS, name="log.csv.gz")
    assert counts(packed) == ("processed", 15214, 0, 0, 15214, 0, 0)
    assert Span.objects.count() == 15214


def test_an_extended_export_adds_only_the_new_rows(quality, shared):
    raw = (shared / "data/sepsis/sepsis.csv").read_bytes()
    lines = raw.splitlines(keepends=True)
    some = random.Random(4).sample(range(1, len(lines)), 3_000)
    part = b"".join(
        [lines[0], *(lines[at] for at in sorted(set(range(1, len(lines))) - set(some)))]
    )
    first = sent(quality, part, SEPSIS)
    assert first["spans"] == 12_214
    whole = sent(quality, raw, SEPSIS)
    assert counts(whole)[1:5] == (15_214, 3_000, 0, 12_214)
    assert (first["journeys"] + whole["journeys"], Span.objects.count()) == (1050, 15_214)


def test_the_patients_log_pairs_starts_with_completions(quality, shared):
    raw = (shared / "data/patients/patients.csv").read_bytes()
    mapping = {"case": "patient", "activity": "handling", "time": "time"}
    told = sent(quality, raw, mapping, source="patients")
    assert counts(told) == ("processed", 5442, 5442, 0, 0, 500, 2721)
    assert told["report"]["notes"]["intervals"]
    packed = sent(quality, gzip.compress(raw), mapping, source="patients", name="log.csv.gz")
    assert counts(packed) == ("processed", 5442, 0, 0, 2721, 0, 0)


# -- several at once, and kill -9 ------------------------------------------------------------------


@pytest.fixture
def manage(tmp_path):
    """Return a function that starts a command on a home of its own, prepared."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"CAREPATH_HOME": str(tmp_path / "home"), "CAREPATH_DEMO": "off"}

    def start(*command):
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    _out, error = start("setup").communicate(timeout=120)
    assert not error, error
    return start


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(log(cases=20_000))
    return str(path)


OPTIONS = ("--source", "log", "--json", "--no-progress")
WHOLE = {"state": "processed", "rows_read": 60_000, "rows_accepted": 60_000, "rows_rejected": 0}
WHOLE |= {"duplicates": 0, "journeys": 20_000, "spans": 60_000}


@pytest.mark.slow
def test_two_processes_with_the_same_file_double_nothing(manage, table):
    both = [manage("import_log", table, *OPTIONS) for _ in range(2)]
    told = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert told[0] == told[1]
    assert told[0].items() >= WHOLE.items()


@pytest.mark.slow
def test_a_killed_import_ends_as_if_nothing_was(manage, table):
    dice, killed = random.Random(7), 0
    for _ in range(12):
        worker = manage("import_log", table, *OPTIONS)
        try:
            out, _err = worker.communicate(timeout=dice.uniform(1.2, 3.0) if killed < 4 else 120)
            break
        except subprocess.TimeoutExpired:
            os.kill(worker.pid, signal.SIGKILL)
            worker.communicate()
            killed += 1
    assert json.loads(out).items() >= WHOLE.items()
    assert killed >= 1
