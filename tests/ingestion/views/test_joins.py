"""How sources are joined, on the screen: rules by version, shares, lists, taking apart."""

import pytest
from django.urls import reverse

from carepath.frames.correlation import Rule, Rules
from carepath.ingestion import actions
from carepath.ingestion.models import Correlated, CorrelationRules
from carepath.ui import words
from tests.factories import AT, person, site
from tests.ingestion.messages import adt
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db
RULES = Rules(("adt",), (Rule("lab", visit="case"),))


@pytest.fixture
def sam(client):
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    return client


@pytest.fixture
def lab():
    actions.save_rules(site=site(), rules=RULES, reason="first", by="test", at=AT)
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    held = actions.receive_hl7(raw=adt("A01", 1, "W1"), source=feed, by="test", at=AT)
    actions.process(message=held.pk, by="test", at=AT)
    source = declared("lab", at_site=site())
    record(source, event("V1", "Result", 5, 6), event("V9", "Result", 7, 8))
    while actions.correlate_changed(by="test", at=AT):
        pass
    return source


LINES = {
    "line0-source": "adt", "line0-part": "leads",
    "line1-source": "lab", "line1-part": "joins", "line1-visit": "case",
}  # fmt: skip


def test_a_site_without_rules_teaches_and_takes_the_first(sam):
    for name in ("adt", "lab"):
        declared(name, at_site=site())
    body = sam.get(reverse("ingestion:joins")).content.decode()
    assert "No rules yet" in body and 'value="lab"' in body
    said = LINES | {"site": site().slug, "line2-part": "alone", "reason": "first rules"}
    assert "Saved." in sam.post(reverse("ingestion:joins"), said, follow=True).content.decode()
    assert CorrelationRules.objects.get().content == RULES.as_dict()


def test_rules_that_cannot_be_are_refused_with_a_sentence(sam):
    said = LINES | {"site": site().slug, "line0-part": "alone", "reason": "first rules"}
    answer = sam.post(reverse("ingestion:joins"), said)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not CorrelationRules.objects.exists()


def test_the_share_of_each_source_and_the_lists(sam, lab, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        body = sam.get(reverse("ingestion:joins")).content.decode()
    assert "Version 1 of the rules is in force" in body
    assert (
        "<li>Visits are those of adt.</li><li>lab: by the number of the visit in the case.</li>"
        in body
    )
    assert words.share(1, 2) in body
    address = reverse("ingestion:joined", args=[lab.pk])
    with django_assert_max_num_queries(18):
        body = sam.get(address).content.decode()
    assert "no visit of that number" in body
    assert "joined by the number" in sam.get(f"{address}?show=joined").content.decode()


def test_taking_apart_and_letting_the_rules_decide(sam, lab):
    found = Correlated.objects.get(source=lab, outcome="number")
    address = reverse("ingestion:take_apart", args=[found.pk])
    assert "Say why" in sam.post(address, {"reason": ""}, follow=True).content.decode()
    body = sam.post(address, {"reason": "not hers"}, follow=True).content.decode()
    assert "it stays so" in body
    assert "not hers" in body
    again = reverse("ingestion:let_join", args=[found.pk])
    assert "decide again" in sam.post(again, {"reason": "hers"}, follow=True).content.decode()
