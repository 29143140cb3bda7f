"""A wrong merge is taken back by a person, with a reason, and stays so."""

import pytest

from carepath.audit.models import Entry
from carepath.ingestion import actions, policies
from carepath.ingestion.models import Link, Parting
from carepath.journeys.models import Journey, Span
from tests.factories import AT, site
from tests.ingestion.identities import merged_patients, merged_visits
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
MERGE = merged_visits("V2", "V1", 20)


@pytest.fixture
def feed():
    return actions.declare_feed(name="adt", site=site(), by="test", at=AT)


def send(feed, *raws):
    for raw in raws:
        held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
        actions.process(message=held.pk, by="test", at=AT)


def held():
    spans = Span.objects.filter(kind=1, retracted_at=None).order_by("started_at", "pk")
    return [(one.journey.case_ref, one.stage.name) for one in spans]


def test_histories_move_whole_and_come_apart_whole(feed):
    send(feed, adt("A01", 1, "W1"), adt("A01", 5, "W2", visit="V2"))
    apart = held()
    send(feed, MERGE)
    assert held() == [("V1", "W1"), ("V1", "W2")]
    assert Journey.objects.get(case_ref="V2").n_spans == 0
    link = Link.objects.get()
    actions.part(link=link, reason="two patients", by="test", at=AT)
    assert held() == apart
    assert Journey.objects.get(case_ref="V2").n_spans == 2
    # Sent again, even under another number, it stays taken back; a later merge counts.
    send(feed, merged_visits("V2", "V1", 20, control="again"))
    assert held() == apart
    send(feed, merged_visits("V2", "V1", 30))
    assert held() == [("V1", "W1"), ("V1", "W2")]


def test_it_is_in_the_ledger_with_its_reason_and_can_count_again(feed):
    send(feed, adt("A01", 1, "W1"), MERGE, adt("A01", 5, "W2", visit="V2"))
    link = Link.objects.get()
    actions.part(link=link, reason="two patients", by="test", at=AT)
    assert Parting.objects.get().reason == "two patients"
    actions.join_again(link=link, reason="one after all", by="test", at=AT)
    assert not Parting.objects.exists()
    assert held() == [("V1", "W1"), ("V1", "W2")]
    verbs = Entry.objects.filter(verb__startswith="identity.").order_by("pk")
    assert [entry.verb for entry in verbs] == ["identity.parted", "identity.joined_again"]


def test_a_patient_comes_apart_with_the_visits(feed):
    send(feed, adt("A01", 1, "W1"), adt("A01", 5, "W2", visit="V2").replace(b"p1", b"p2"))
    two = set(Journey.objects.values_list("patient", flat=True))
    send(feed, merged_patients("p2", "p1", 9))
    assert len(set(Journey.objects.values_list("patient", flat=True))) == 1
    actions.part(link=Link.objects.get(), reason="two patients", by="test", at=AT)
    assert set(Journey.objects.values_list("patient", flat=True)) == two


def test_not_without_a_reason_and_not_twice(feed):
    send(feed, adt("A01", 1, "W1"), MERGE)
    link = Link.objects.get()
    with pytest.raises(policies.NotNow, match="Say why"):
        actions.part(link=link, reason=" ", by="test", at=AT)
    with pytest.raises(policies.NotNow, match="counts already"):
        actions.join_again(link=link, reason="because", by="test", at=AT)
    actions.part(link=link, reason="two patients", by="test", at=AT)
    with pytest.raises(policies.NotNow, match="taken back already"):
        actions.part(link=link, reason="two patients", by="test", at=AT)
