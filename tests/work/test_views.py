from datetime import timedelta

import pytest
from django.db import OperationalError

from carepath.ui import clock
from carepath.work import actions, queries
from carepath.work.models import Delivery
from tests.factories import AT, person

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
