"""What becomes of each entry is planned before anything is kept."""

import json
from zoneinfo import ZoneInfo

import pytest

from carepath.formats.fhir import bundles
from carepath.formats.fhir.bundles import Request
from carepath.ingestion import actions, queries
from carepath.ingestion.actions import resources
from carepath.ingestion.models import Resource, ResourceKey
from tests.factories import AT, site
from tests.formats.fhir.resources import PATIENT, bundle, encounter, entry

pytestmark = pytest.mark.django_db
CLAIM = {"resourceType": "Claim", "id": "c1"}


@pytest.fixture
def feed():
    return actions.declare_feed(name="one", site=site(), by="test", at=AT)


def planned(feed, said):
    asked = bundles.asked(json.dumps(said).encode(), Request("POST"), ZoneInfo("UTC"))
    return resources.planned(asked, feed)


def taken(feed, said):
    raw = json.dumps(said).encode()
    return actions.receive_fhir(raw=raw, request=Request("POST"), source=feed, by="test", at=AT)


def test_a_plan_says_what_is_new_and_what_is_put_aside(feed):
    plans = planned(feed, bundle(entry(PATIENT, "PUT"), entry(CLAIM)))
    assert [(one.status, one.is_new) for one in plans] == [(201, True), (202, False)]
    assert plans[1].issues[0].severity == "warning"
    assert Resource.objects.count() == 0


def test_what_is_kept_has_its_name_its_version_and_its_digits(feed):
    raw = b'{"resourceType":"Location","id":"l1","position":{"longitude":4.50,"latitude":52.0}}'
    actions.receive_fhir(
        raw=raw, request=Request("PUT", "Location", "l1"), source=feed, by="test", at=AT
    )
    row = Resource.objects.get()
    assert '"longitude":4.50' in row.content
    assert json.loads(row.content)["meta"] == {
        "versionId": "1", "lastUpdated": "2026-03-02T09:00:00.000+00:00"
    }  # fmt: skip


def test_a_resource_found_by_its_identifier_takes_the_place_of_the_one_that_was_sent(feed):
    known = PATIENT | {"identifier": [{"system": "http://h", "value": "7"}]}
    taken(feed, bundle(entry(known, "PUT")))
    name = "urn:uuid:a9fb0d0f-fb3c-4173-ad19-ec9ba84f4d02"
    visit = encounter("planned", 0, subject={"reference": name})
    got = taken(
        feed,
        bundle(
            entry(known, full_url=name, ifNoneExist="identifier=http://h%7C7"), entry(visit)
        ),
    )  # fmt: skip
    assert [one.status for one in got.outcomes] == [200, 201]
    assert Resource.objects.get(kind="Encounter").subject == "Patient/p1"


def test_identifiers_are_kept_as_hashes_only(feed):
    known = PATIENT | {"identifier": [{"system": "http://h", "value": "Jansen7"}]}
    taken(feed, bundle(entry(known, "PUT")))
    digests = set(ResourceKey.objects.values_list("digest", flat=True))
    assert digests == {queries.digest_of("http://h|Jansen7"), queries.digest_of("Jansen7")}
    assert not any("Jansen" in one for one in digests)


def test_keeping_is_done_once(feed):
    plans = planned(feed, bundle(entry(PATIENT, "PUT")))
    got = taken(feed, bundle())
    kept = resources.keep(plans, got.message, AT)
    assert kept[0].row == Resource.objects.get()
