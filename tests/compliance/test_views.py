"""Controls on the screen: the answer first, keys of wrong rows for who may, evidence as a file."""

import csv
import io

import pytest
from django.urls import reverse

from carepath.audit.models import Change
from carepath.compliance.models import Recipient, Run
from carepath.compliance.queries import CONTROLS
from tests.factories import AT, ada, nora

pytestmark = pytest.mark.django_db
NAME = "access.tokens"


def ran(outcome="failed", wrong=("accounts.ApiToken:7",)):
    return Run.objects.create(
        control=NAME, ran_at=AT, ran_by="t", outcome=outcome, looked_at=3, wrong=list(wrong)
    )


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(f"compliance:{name}", args=args)).content.decode()


def test_before_the_first_run(client):
    assert "No control has been run yet" in page(client, ada(), "index")


def test_running_them_all(client, old):
    client.force_login(ada())
    answer = client.post(reverse("compliance:run"), follow=True)
    assert "controls do not hold" in answer.content.decode()  # nobody made a backup
    assert Run.objects.count() == len(CONTROLS)


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for _ in range(60):
        ran()
    client.force_login(ada())
    with django_assert_max_num_queries(12):
        client.get(reverse("compliance:index"))
    with django_assert_max_num_queries(12):
        body = client.get(reverse("compliance:control", args=[NAME])).content.decode()
    assert body.count("accounts.ApiToken:7") == 50
    assert "Earlier runs" in body


def test_keys_are_for_who_audits_widely(client):
    ran()
    assert "accounts.ApiToken:7" in page(client, ada(), "control", NAME)
    assert "accounts.ApiToken:7" not in page(client, nora(), "control", NAME)


def test_an_unknown_control_is_not_there(client):
    client.force_login(ada())
    assert client.get(reverse("compliance:control", args=["no.such"])).status_code == 404
    assert client.get(reverse("compliance:evidence", args=["pdf"])).status_code == 404


def test_evidence_as_a_file(client):
    ran()
    client.force_login(ada())
    answer = client.get(reverse("compliance:evidence", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, row = [line for line in csv.reader(io.StringIO(text)) if len(line) > 5]
    assert row[1:5] == [NAME, "failed", "3", "accounts.ApiToken:7"]
    client.force_login(nora())
    assert client.get(reverse("compliance:evidence", args=["csv"])).status_code == 403
    assert client.post(reverse("compliance:run")).status_code == 403


def test_who_is_told_of_the_ledger_is_a_governed_list(client, settings):
    settings.SMTP = {}
    client.force_login(ada())
    where = reverse("compliance:recipients")
    rob = {"name": "Rob", "address": "rob@example.org", "topic": "ledger.root", "reason": "asked"}
    assert "Nobody yet" in client.get(where).content.decode()
    assert client.post(where, rob).status_code == 302
    body = client.get(where).content.decode()
    assert "rob@example.org" in body and "Mail is not set up" in body
    for wrong in (rob, rob | {"address": "no"}, rob | {"topic": "all"}, rob | {"reason": ""}):
        assert client.post(where, wrong).status_code == 422
    row = Recipient.objects.get()
    remove = reverse("compliance:remove_recipient", args=[row.pk])
    assert client.post(remove, {"reason": ""}).status_code == 302
    assert Recipient.objects.exists()
    client.post(remove, {"reason": "left"})
    assert not Recipient.objects.exists()
    done = Change.objects.filter(table_name="compliance_recipient").order_by("seq")
    assert [(one.operation, one.reason) for one in done] == [
        ("insert", "asked"),
        ("delete", "left"),
    ]
