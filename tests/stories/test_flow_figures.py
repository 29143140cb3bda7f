"""Real logs through the import, then asked by API, command and page, held to known figures."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from carepath.ingestion import actions
from carepath.ui import clock
from tests.factories import person, site

pytestmark = pytest.mark.django_db(databases="__all__")
SEPSIS = {
    "case": "Case ID",
    "activity": "Activity",
    "time": "Complete Timestamp",
    "timezone": "Europe/Amsterdam",
    "targets": [{"source": "ER Sepsis Triage", "target": "IV Antibiotics", "within_s": 3600}],
}
PATIENTS = {"case": "patient", "activity": "handling", "time": "time"}


@pytest.fixture
def quality(client):
    site()
    client.force_login(person("quinn", "QUALITY_LEAD", at_site="north"))
    return client


def imported(client, path, mapping, source):
    with path.open("rb") as file:
        body = {"file": file, "source": source, "mapping": json.dumps(mapping)}
        assert client.post("/api/v1/imports/", body).status_code == 202
    while actions.process_waiting(by="worker:test", at=clock.now()):
        pass


def ask(client, what, **query):
    response = client.get(f"/api/v1/flow/{what}/", query)
    assert response.status_code == 200, response.content
    return response.json()


def test_sepsis(quality, shared):
    imported(quality, shared / "data/sepsis/sepsis.csv", SEPSIS, "sepsis")
    truth = json.loads((shared / "data/sepsis/truth.json").read_text())

    summary = ask(quality, "summary", source="sepsis")
    assert (summary["journeys"], summary["spans"], summary["stages"]) == (1050, 15214, 16)
    assert summary["variants"] == truth["variants"] == 846
    duration, known = summary["duration_s"], truth["case_duration_s"]
    assert duration["n"] == known["n"]
    assert duration["mean"] == pytest.approx(known["mean"], abs=0.001)
    assert duration["median"] == known["median"]
    assert duration["p95"] == pytest.approx(known["p95"], abs=0.05)

    found = {
        (edge["from"], edge["to"]): edge
        for edge in ask(quality, "edges", source="sepsis")["results"]
    }
    assert len(found) == len(truth["dfg_all"]) == 115
    for edge in truth["dfg_all"]:
        mine = found[edge["source"], edge["target"]]
        assert mine["count"] == edge["count"]
        assert mine["mean_s"] == pytest.approx(edge["gap_mean_s"], abs=0.001)
        assert mine["median_s"] == pytest.approx(edge["gap_median_s"], abs=0.05)

    top = ask(quality, "variants", source="sepsis", limit=10)["results"]
    assert [(row["count"], row["stages"]) for row in top] == [
        (row["count"], row["trace"]) for row in truth["variants_top10"]
    ]

    for name, wait in truth["kpi"].items():
        first, second = name.partition(" (")[0].split("->")
        query = {"source": "sepsis", "from": first, "to": second}
        if "within_limit_s" in wait:
            query["within_s"] = wait["within_limit_s"]
        mine = ask(quality, "milestones", **query)
        assert mine["n_measured"] == wait["n"]
        assert mine["n_source"] == 1050 - wait["cases_without_source"]
        assert mine["n_without_target"] == wait["cases_without_target"]
        assert mine["median_s"] == pytest.approx(wait["median"], abs=0.05)
        assert mine["p90_s"] == pytest.approx(wait["p90"], abs=0.06)
        if "within" in wait:
            assert mine["share_of_measured"] == wait["within"] / wait["n"]

    page = quality.get("/bottlenecks/?source=sepsis").content.decode()
    first = " ".join(page[page.index("bn-findings") :].split("</li>")[0].split())
    for words in ("ER Sepsis Triage → IV Antibiotics", "960 h", "342 of 823", "1,049"):
        assert words in first

    out = StringIO()
    call_command("flow", "edges", "--source", "sepsis", "--json", stdout=out)
    assert json.loads(out.getvalue()) == ask(quality, "edges", source="sepsis")


def test_patients(quality, shared):
    imported(quality, shared / "data/patients/patients.csv", PATIENTS, "patients")
    maps = json.loads((shared / "data/patients/published.json").read_text())
    maps = maps["performance_maps"]["maps"]
    found = {
        (edge["from"], edge["to"]): edge
        for edge in ask(quality, "edges", source="patients")["results"]
    }
    for name, key in (("mean, minutes", "mean_s"), ("90th percentile, minutes", "p90_s")):
        known = maps[name]["edges"]
        assert len(known) == len(found) == 7
        for edge in known:
            mine = found[edge["source"], edge["target"]]
            assert mine[key] / 60 == pytest.approx(edge["value"], abs=0.005)
            assert mine[f"wait_{key}"] == mine[key]
    page = quality.get("/bottlenecks/?source=patients").content.decode()
    assert "Patients waited" in page
    assert "cannot tell care from waiting" not in page
