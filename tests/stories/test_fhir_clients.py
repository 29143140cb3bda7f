"""Programs that others wrote speak FHIR with a live portal: nothing of theirs is changed."""

import json
from urllib.request import Request as Ask

import pytest

from carepath.ingestion.models import Resource
from carepath.journeys.models import Journey
from tests.fhir.worlds import settle, token
from tests.formats.fhir.resources import PATIENT, bundle, encounter, entry, place
from tests.running import direct

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
KNOWN = PATIENT | {"identifier": [{"system": "http://h", "value": "7"}]}
STAY = encounter(
    "finished", 0, 50, location=[place("ED", 0, 10), place("W1", 10, 50)],
    identifier=[{"value": "V1", "use": "official"}], subject={"reference": "Patient/p1"},
)  # fmt: skip


@pytest.fixture
def at(live_server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    return f"{live_server.url}/fhir", f"Bearer {token()}"


def test_fhirpy(at):
    from fhirpy import SyncFHIRClient
    from fhirpy.base.exceptions import OperationOutcome

    address, secret = at
    client = SyncFHIRClient(address, authorization=secret)
    assert client.execute("metadata", method="get")["fhirVersion"] == "4.0.1"
    created = client.resource("Patient", **{k: v for k, v in KNOWN.items() if k != "id"})
    created.save()
    assert client.reference("Patient", created["id"]).to_resource()["identifier"] == [
        {"system": "http://h", "value": "7"}
    ]
    created["active"] = True
    created.save()
    assert Resource.objects.get(latest=True).version == 2
    made = client.resource("Bundle", **bundle(entry(KNOWN, "PUT"), entry(STAY, "PUT")))
    made.save()
    found = client.resources("Patient").search(identifier="http://h|7").limit(1).fetch_all()
    assert {one["id"] for one in found} == {"p1", created["id"]}
    with pytest.raises(OperationOutcome):
        client.resource("Encounter", **STAY | {"status": "nonsense"}).save()
    settle()
    assert Journey.objects.get().case_ref == "V1"


def test_fhirclient(at):
    from fhirclient.client import FHIRClient
    from fhirclient.models.bundle import Bundle
    from fhirclient.models.encounter import Encounter
    from fhirclient.models.patient import Patient

    address, secret = at
    smart = FHIRClient(settings={"app_id": "carepath", "api_base": address})
    smart.server.session.headers["Authorization"] = secret
    assert smart.server.capabilityStatement.fhirVersion == "4.0.1"
    patient = Patient({k: v for k, v in KNOWN.items() if k != "id"})
    answer = patient.create(smart.server)
    again = Patient.read(answer["id"], smart.server)
    assert again.identifier[0].value == "7"
    again.active = True
    again.update(smart.server)
    assert Resource.objects.get(latest=True).version == 2
    whole = Bundle(bundle(entry(KNOWN, "PUT"), entry(STAY, "PUT")))
    smart.server.post_json("", whole.as_json())
    found = Patient.where({"identifier": "http://h|7", "_count": "1"}).perform_resources_iter(
        smart.server
    )
    assert {one.id for one in found} == {"p1", answer["id"]}
    assert Encounter.read("e1", smart.server).status == "finished"
    settle()
    assert Journey.objects.get().case_ref == "V1"


def test_a_program_that_knows_nothing_of_fhir(at):
    address, secret = at
    said = json.dumps(STAY).encode()
    named = {"Authorization": secret, "Content-Type": "application/fhir+json"}
    ask = Ask(f"{address}/Encounter/e1", data=said, headers=named, method="PUT")  # noqa: S310
    with direct.open(ask, timeout=10) as answer:
        assert (answer.status, answer.headers["ETag"]) == (201, 'W/"1"')
