import pytest
from django.urls import reverse

from carepath.audit import actions
from carepath.audit.models import Change, Redaction, RedactionDecision
from tests.factories import AT, ada, nora, person

pytestmark = pytest.mark.django_db(databases="__all__")


def test_one_asks_another_makes_unreadable(client):
    nora()
    grant = Change.objects.filter(table_name="accounts_grant").latest("seq")
    eve, where = person("eve", "AUDITOR"), reverse("audit:redactions")
    client.force_login(ada())
    ask = {"label": "accounts.Grant", "key": grant.key, "reason": "a name"}
    client.post(reverse("audit:ask_redaction"), ask)
    request = Redaction.objects.get()
    page = client.get(where).content.decode()
    assert "waits for a second person" in page and "Make unreadable" not in page
    decide = reverse("audit:decide_redaction", args=[request.pk])
    answer = client.post(decide, {"decision": "approve", "reason": "me"}, follow=True)
    assert "Another person" in answer.content.decode()
    client.force_login(eve)
    assert "Make unreadable" in client.get(where).content.decode()
    client.post(decide, {"decision": "approve", "reason": ""})
    assert not RedactionDecision.objects.exists()
    client.post(decide, {"decision": "approve", "reason": "agreed"})
    assert RedactionDecision.objects.get().approved
    body = client.get(reverse("audit:ledger")).content.decode()
    assert f"redacted under {request.pk}" in body
    story = client.get(reverse("audit:story", args=["accounts.Grant", grant.key]))
    assert f"redacted under {request.pk}" in story.content.decode()


def test_nonsense_is_said(client):
    client.force_login(ada())
    for wrong in ({}, {"label": "x", "key": "1", "reason": "y"}):
        answer = client.post(reverse("audit:ask_redaction"), wrong, follow=True)
        assert "Name the row" in answer.content.decode()
    none = {"label": "accounts.Grant", "key": "999", "reason": "y"}
    answer = client.post(reverse("audit:ask_redaction"), none, follow=True)
    assert "no readable change" in answer.content.decode()


def test_the_list_is_paged(client, django_assert_max_num_queries):
    with actions.acting_as("test", at=AT, why="many"):
        for n in range(25):
            Redaction.objects.create(
                table_name="accounts_grant", key=str(n), until=1, why="x", asked_by="test",
                asked_by_name="x", asked_at=AT,
            )  # fmt: skip
    client.force_login(ada())
    with django_assert_max_num_queries(40):
        page = client.get(reverse("audit:redactions")).content.decode()
    assert page.count("Make unreadable") == 20 and "Earlier requests" in page
