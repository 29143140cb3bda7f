"""What feeds say of identities, for people; patients in two beds at once."""

import pytest

from carepath.ingestion import actions, queries
from carepath.ingestion.models import Link
from tests.factories import AT, person, site
from tests.ingestion.identities import merged_patients, merged_visits
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    made = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in (
        adt("A01", 1, "W1"),
        adt("A01", 5, "W2", visit="V2").replace(b"p1", b"p2"),
        merged_patients("p2", "p1", 9),
        merged_visits("V9", "V1", 10),
    ):
        send(made, raw)
    return made


def send(feed, raw):
    held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
    actions.process(message=held.pk, by="test", at=AT)


def test_newest_first_and_only_for_who_may(feed):
    found = list(queries.links(source=feed))
    assert [link.kind for link in found] == ["visit", "person"]
    assert queries.one_link(found[0].pk, by=person("sam", "SYSTEM_ADMINISTRATOR")).exists()
    assert not queries.one_link(found[0].pk, by=person("otto", "CLINICIAN")).exists()
    assert list(queries.journeys_of(found, source=feed)) == ["V1"]


def test_what_was_taken_back(feed):
    link = Link.objects.get(kind="person")
    assert queries.parted(link) is None
    made = actions.part(link=link, reason="two patients", by="test", at=AT)
    assert queries.parted(link) == made
    assert queries.partings(list(queries.links(source=feed))) == {link.digest: made}


def test_a_patient_in_two_beds_is_found_until_it_is_settled(feed, django_assert_num_queries):
    with django_assert_num_queries(2):
        (one,) = queries.in_two_beds(source=feed)
    assert [claim.bed.unit.code for claim in one.claims] == ["W1", "W2"]
    send(feed, adt("A03", 20, "W2", visit="V2").replace(b"p1", b"p2"))
    assert queries.in_two_beds(source=feed) == []
