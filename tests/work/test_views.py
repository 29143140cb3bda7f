import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from carepath.ui import clock
from carepath.ui.allowance import Allowance
from carepath.work import actions, queries, views
from carepath.work.models import Delivery
from tests.factories import AT, person
from tests.work.mails import MAIL, queued

pytestmark = pytest.mark.django_db(databases="__all__")


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready_needs_a_sweep_that_shows_life(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "failing": {"sweep": "shows no life"}}
    actions.beat("sweep", at=clock.now() - timedelta(seconds=30))
    assert client.get("/readyz").status_code == 503
    actions.beat("sweep", at=clock.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "failing": {}})


def test_ready_names_a_database_that_is_away(client, monkeypatch):
    def away():
        raise OperationalError("no")

    monkeypatch.setattr(queries, "unmigrated", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == {"database": "OperationalError"}


def test_ready_names_tables_behind_the_code(client, monkeypatch):
    monkeypatch.setattr(queries, "unmigrated", lambda: ["default"])
    assert "make setup" in client.get("/readyz").json()["failing"]["database"]


@pytest.mark.parametrize(
    ("role", "status"), [("SYSTEM_ADMINISTRATOR", 200), ("READ_ONLY", 403), (None, 302)]
)
def test_jobs_are_for_who_manages_feeds(client, role, status):
    if role:
        client.force_login(person("nora", role))
    assert client.get("/jobs/").status_code == status


def test_jobs_shows_processes_signs_of_life_and_what_waits(client, home):
    (home / "run").mkdir()
    (home / "run" / "parts.json").write_text('{"web": [4711, 3]}')
    actions.beat("sweep", at=clock.now())
    actions.beat("worker", at=AT)
    Delivery.objects.create(kind="mail", key="a", created_at=AT)
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    page = client.get("/jobs/").content.decode()
    for word in ("4711", "sweep", "worker", "received"):
        assert word in page


@pytest.fixture
def report(client, monkeypatch):
    """Return a function that reports as a browser does."""
    monkeypatch.setattr(views, "_reports", Allowance(most=30, seconds=60))
    fields = {"document-uri": "http://testserver/jobs/", "effective-directive": "img-src"}
    one = json.dumps({"csp-report": fields})

    def send(body=one, kind="application/csp-report", by=client):
        return by.post("/policy-reports", body, content_type=kind)

    return send


def test_a_report_needs_no_account_and_no_token(report):
    answer = report(by=Client(enforce_csrf_checks=True))
    assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert queries.policy_reports().get().page == "work:index"


def test_a_report_does_not_lead_who_has_a_duty_away(report, client):
    user = person("nora", "CLINICIAN", one_time_until=clock.now())
    client.force_login(user)
    assert report().status_code == 204


def test_what_is_too_large_too_often_or_no_report_is_refused(report, monkeypatch):
    assert report("x" * (views.REPORT_CAP + 1)).status_code == 413
    assert report("{}", kind="text/plain").status_code == 400
    monkeypatch.setattr(views, "_reports", Allowance(most=1, seconds=3600))
    assert [report().status_code for _ in range(3)] == [204, 429, 429]
    assert queries.policy_reports().get().count == 1


def test_reports_are_only_sent(client):
    assert client.get("/policy-reports").status_code == 405


def test_jobs_shows_what_browsers_reported(report, client):
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    assert "No browser has reported anything." in client.get("/jobs/").content.decode()
    report()
    page = client.get("/jobs/").content.decode()
    assert "work:index" in page
    assert "img-src" in page


@pytest.fixture
def sam(client):
    client.force_login(person("sam", "SYSTEM_ADMINISTRATOR"))
    return client


def test_the_outbox_says_that_mails_wait_for_a_server(sam, settings):
    settings.SMTP = {}
    row = queued()
    page = sam.get("/outbox/").content.decode()
    assert "Mail is not set up: 1 mail waits here until SMTP_URL names a mail server." in page
    assert "rob@example.org" in page and f"/outbox/{row.pk}/" in page
    assert "1 mail waits here" in sam.get("/jobs/").content.decode()
    settings.SMTP = {"host": "x"}
    assert "1 mail waits to be sent" in sam.get("/outbox/").content.decode()


def test_the_outbox_is_filtered_and_paged(sam, django_assert_max_num_queries):
    for n in range(60):
        queued(slot=str(n))
    Delivery.objects.filter(slot="7").update(state="quarantined", reason_text="Refused.")
    with django_assert_max_num_queries(10):
        page = sam.get("/outbox/").content.decode()
    assert page.count("/move/") == 50
    assert "1 mail waits for a decision" in page or "Mail is not set up" in page
    one = sam.get("/outbox/?state=quarantined").content.decode()
    assert "Refused." in one and one.count("/move/") == 1
    assert "set aside</span>" in one, "its state in words"
    assert sam.get("/outbox/?state=nonsense").status_code == 200
    last = Delivery.objects.order_by("-pk")[49].pk
    assert sam.get(f"/outbox/?after={last}").content.decode().count("/move/") == 10


def test_a_mail_is_shown_as_text_and_moved_by_a_person(sam):
    mail = replace(MAIL, text="<script>alert(1)</script>\n")
    row = queued(mail=mail)
    where = f"/outbox/{row.pk}/"
    page = sam.get(where).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "root.json" in page
    assert "Waiting" in page
    assert sam.post(f"{where}move/", {"to": "cancelled"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"
    page = sam.post(f"{where}move/", {"to": "sent"}, follow=True).content.decode()
    assert "This mail is cancelled: that cannot be done with it." in page
    assert sam.post(f"{where}move/", {"to": "nonsense"}).status_code == 302
