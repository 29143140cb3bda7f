"""The ledger on the screen."""

import pytest
from django.test import Client

from carepath.audit import actions, database_roles
from tests.factories import AT, ada, nora, otto

pytestmark = pytest.mark.django_db(databases="__all__")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_changes_are_paged_newest_first():
    for number in range(60):
        with actions.recording_as("import:1", at=AT, why=f"why {number}"):
            actions.record("source.declared", "journeys.Source:1", rows=number, roles=["A", "B"])
    client = signed_in(ada())
    page = client.get("/audit/")
    html = page.content.decode()
    assert "source declared" in html
    assert "A, B" in html
    assert ">source 1</a>" in html
    assert [entry.why for entry, *_rest in page.context["rows"]][:2] == ["why 59", "why 58"]
    rest = client.get("/audit/", {"after": page.context["page"].after})
    assert len(rest.context["rows"]) == 10


def test_the_page_says_whether_the_portal_could_change_the_ledger(monkeypatch):
    client = signed_in(ada())
    assert "Not separated: the portal" in client.get("/audit/").content.decode()
    monkeypatch.setattr(database_roles, "is_separated", lambda: True)
    html = client.get("/audit/").content.decode()
    assert "can add to this ledger" in html
    assert "Not separated" not in html


def test_the_same_as_a_file():
    with actions.recording_as("=cmd()", at=AT):
        actions.record("declared", "journeys.Source:1")
    client = signed_in(ada())
    file = client.get("/audit/", {"export": "csv"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "declared" in text
    assert "'=cmd()" in text
    assert client.get("/audit/", {"export": "xlsx"}).content[:2] == b"PK"


def test_who_may_not_is_told_who_may():
    refused = signed_in(otto()).get("/audit/")
    assert refused.status_code == 403
    assert "auditor" in refused.content.decode()


def test_reads_are_ones_own():
    html = signed_in(nora()).get("/audit/reads/").content.decode()
    assert "for the auditor" in html
    assert "Who saw patient data" in signed_in(ada()).get("/audit/reads/").content.decode()
