"""Patients that FHIR says are one: merged as by a message A40, whatever comes first."""

import json
from datetime import timedelta
from itertools import permutations

import pytest

from carepath.formats.fhir.bundles import Request
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Link
from carepath.journeys.models import Journey
from tests.factories import AT, person, site
from tests.formats.fhir.resources import encounter, place
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    return actions.declare_feed(name="one", site=site(), by="test", at=AT)


def patient(ident, number="", **links):
    said = {"resourceType": "Patient", "id": ident}
    if number:
        said["identifier"] = [{"value": number, "system": "HOSP", "use": "official"}]
    links = [
        {"type": type_.replace("_", "-"), "other": {"reference": f"Patient/{other}"}}
        for type_, other in links.items()
    ]
    return said | ({"link": links} if links else {})


def stay(ident, of, start=0):
    where = [place(f"W{ident}", start, start + 30)]
    return encounter("finished", start, start + 30, location=where) | {
        "id": ident, "subject": {"reference": f"Patient/{of}"},
    }  # fmt: skip


def put(feed, *told, minute=0):
    for n, said in enumerate(told):
        at = AT + timedelta(minutes=minute + n)
        request = Request("PUT", said["resourceType"], said["id"])
        raw = json.dumps(said).encode()
        got = actions.receive_fhir(raw=raw, request=request, source=feed, by="test", at=at)
        actions.process(message=got.message.pk, by="test", at=at)


def people():
    """How many patients the journeys are of."""
    return len(set(Journey.objects.filter(n_spans__gt=0).values_list("patient", flat=True)))


REPLACED = patient("p1", "1", replaced_by="p2"), patient("p2", "2")
REPLACES = patient("p1", "1"), patient("p2", "2", replaces="p1")


@pytest.mark.parametrize("two", [REPLACED, REPLACES], ids=["replaced-by", "replaces"])
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_link_merges_whatever_comes_first(feed, two, order):
    told = [two[0], two[1], stay("e1", "p1")]
    put(feed, stay("e2", "p2", 60), *(told[n] for n in order))
    assert people() == 1
    found = queries.folded(["Encounter/e1", "Encounter/e2"], source=feed)
    assert {one.patient for one in found} == {"2^HOSP"}


def test_it_is_the_same_merge_as_of_messages(feed):
    put(feed, stay("e1", "p1"), patient("p1", "1"))
    raw = adt("A01", 1, "W1").replace(b"p1^^^HOSP", b"2^^^HOSP")
    held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
    actions.process(message=held.pk, by="test", at=AT)
    assert people() == 2
    put(feed, patient("p1", "1", replaced_by="p2"), patient("p2", "2"), minute=9)
    assert people() == 1


def test_a_version_without_it_parts_and_one_with_it_merges_again(feed):
    put(feed, *REPLACED, stay("e1", "p1"), stay("e2", "p2", 60))
    put(feed, patient("p1", "1"), minute=9)
    assert people() == 2
    then = AT + timedelta(minutes=8)
    (before,) = queries.folded(["Encounter/e1"], source=feed, known_at=then)
    assert before.patient == "2^HOSP"
    put(feed, patient("p1", "1", replaced_by="p2"), minute=20)
    assert people() == 1


def test_what_a_person_took_back_stays_so_when_it_is_said_again(feed):
    put(feed, *REPLACED, stay("e1", "p1"), stay("e2", "p2", 60))
    link = Link.objects.get(verb="became", one="1^HOSP")
    sam = person("sam", "SYSTEM_ADMINISTRATOR")
    actions.part(link=link, reason="two people", by=sam, at=AT)
    assert people() == 2
    put(feed, REPLACED[0] | {"active": False}, minute=9)
    assert people() == 2


def test_a_number_that_comes_later_or_changes_is_the_same_patient(feed):
    stays = stay("e1", "p1"), stay("e2", "p2", 60)
    put(feed, patient("p1", replaced_by="p2"), patient("p2"), *stays)
    assert people() == 1
    put(feed, patient("p1", "1", replaced_by="p2"), minute=9)
    assert people() == 1
    put(feed, patient("p2", "2"), patient("p2", "3"), minute=20)
    assert people() == 1
    (found,) = queries.folded(["Encounter/e1"], source=feed)
    assert found.patient == "3^HOSP"


def test_links_of_other_types_and_resources_without_one_say_nothing(feed):
    put(feed, patient("p1", "1", seealso="p2"), patient("p2", "2"), stay("e1", "p1"))
    assert not Link.objects.exists()
