"""Every answer that holds something of a patient has one row in the read log.

It is there before the answer goes out; if it cannot be, nothing goes out.

A marked patient stands in journeys, notes and rejected rows. Every address that answers GET is
asked for, with the keys of that patient wherever it takes keys.
"""

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from carepath.accounts import actions as accounts
from carepath.accounts.permissions import Permission
from carepath.audit.actions import reads
from carepath.audit.models import AccessRead
from carepath.compliance.queries import CONTROLS
from carepath.journeys.models import Journey, Span
from carepath.ui import clock
from tests.factories import person, site
from tests.ingestion.worlds import imported, log
from tests.test_access import OWN, PUBLIC, ROLES, ROUTES, TABLE, signed_in

pytestmark = pytest.mark.django_db(databases="__all__")
MARK = "Zxq7Jansen"
MINE = {"demo:now", "demo:arrived", "demo:building", "demo:personas"}
"""Addresses that only answer where there is an invented hospital."""


@pytest.fixture
def world():
    """An import of a marked patient with rejected rows; who may see all of it."""
    site()
    message = imported(log(cases=10) + f"{MARK},Arrive,2026-02-01 10:00:00\n{MARK},Arrive,soon\n")
    return message, Journey.objects.get(case_ref=MARK), person("all", *ROLES)


def addresses(message, journey):
    """Every address that can be asked for, with this patient's keys."""
    trace, span = journey.trace_id, Span.objects.filter(journey=journey).first()
    keys = {"journeys:span": span.pk, "protocols:excuse": 1}
    for name in sorted(set(TABLE) & set(ROUTES) - MINE):
        method, given, _who, _inside = TABLE[name]
        if method != "get":
            continue
        given = dict(given)
        if "trace_id" in given:
            given["trace_id"] = trace
        if "pk" in given:
            given["pk"] = keys.get(name, message.pk)
        if "ref" in given:
            given["ref"] = bytes(span.source_ref).hex()
        if name in EXPORTS:
            given["kind"] = "csv"
        yield name, reverse(name, kwargs=given) + QUERIES.get(name, "")


EXPORTS = {"journeys:export_list", "bottlenecks:export_table"}
QUERIES = {
    "portal:search": f"?q={MARK}",
    "journeys:index": "?source=log",
    "api:journeys": "?source=log",
    "journeys:export_list": "?source=log",
}


def asked(client, where):
    """What came, and how many rows of the read log say that something was shown."""
    before = set(AccessRead.objects.values_list("pk", flat=True))
    answer = client.get(where)
    body = b"".join(answer) if answer.streaming else answer.content
    new = AccessRead.objects.exclude(pk__in=before)
    return answer, body, [row.outcome for row in new]


def holds(body, journey):
    marks = (MARK.encode(), journey.trace_id.hex.encode(), str(journey.trace_id).encode())
    return any(mark in body for mark in marks)


def test_every_answer_with_a_patient_has_exactly_one_row(world):
    message, journey, user = world
    client, wrong, seen = signed_in(user), [], []
    for name, where in addresses(message, journey):
        answer, body, rows = asked(client, where)
        if answer.status_code == 200 and holds(body, journey):
            seen.append(name)
            if rows != ["shown"] or "no-store" not in answer.get("Cache-Control", ""):
                wrong.append((name, rows, answer.get("Cache-Control")))
        elif len(rows) > 1:
            wrong.append((name, rows, "twice"))
    assert wrong == []
    assert {"journeys:index", "journeys:detail", "api:journey", "ingestion:rejects"} <= set(seen)
    print(f"{len(seen)} addresses show a patient: {', '.join(seen)}")  # noqa: T201
    assert CONTROLS["audit.reads"].look(clock.now()).wrong == ()


def test_with_a_token_too(world):
    _message, journey, user = world
    _row, secret = accounts.create_token(
        user=user, name="t", scopes=[Permission.SEE], days=1, by=user, at=clock.now()
    )
    client = Client(headers={"authorization": f"Bearer {secret}"})
    for name in ("api:journey", "api:journey-otlp"):
        where = reverse(name, kwargs={"trace_id": journey.trace_id})
        _answer, body, rows = asked(client, where)
        assert holds(body, journey) and rows == ["shown"], name
    _answer, _body, rows = asked(client, reverse("api:journeys"))
    assert rows == ["shown"]


def test_what_needs_no_account_or_is_ones_own_shows_no_patient(world):
    _message, journey, user = world
    user.set_password("long enough to be one")
    user.save()
    client = signed_in(user)
    for name in sorted((set(PUBLIC) | OWN) & set(ROUTES)):
        if name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
            continue
        args = ["no-such-link"] if name == "outcomes:leave_huddle_mail" else []
        _answer, body, rows = asked(client, reverse(name, args=args))
        assert not holds(body, journey) and rows == [], name


@pytest.mark.parametrize("name", ["journeys:detail", "api:journey"])
def test_if_the_log_cannot_be_written_reads_stop(world, monkeypatch, name):
    _message, journey, user = world

    def full(**_fields):
        raise DatabaseError("disk full")

    client = signed_in(user)
    client.raise_request_exception = False
    monkeypatch.setattr(reads, "write_read", full)
    monkeypatch.setattr("carepath.audit.actions.write_read", full)
    answer = client.get(reverse(name, kwargs={"trace_id": journey.trace_id}))
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 500
    assert not holds(body, journey)
