"""A file of the levels that were told holds what is judged, for whoever may export."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from carepath.outcomes import queries
from carepath.ui import clock
from tests.factories import AT, nora, person
from tests.outcomes.queries.test_proofs import HOUR, SURE, shown, told
from tests.outcomes.worlds import hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def signed_in():
    client = Client()
    client.force_login(person("bea", "BED_MANAGER", at_site="north"))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4_000_000_000}]
    session.save()
    return client


def test_each_level_that_was_told_is_a_line_beside_what_came(
    monkeypatch, django_assert_max_num_queries
):
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda site=None: real() if site is None else AT)
    where, client = hospital(timezone="UTC"), signed_in()
    url = "/escalation/ahead/proof/export."
    assert client.get(url + "csv").status_code == 404, "nothing is over yet"
    for day in range(3):
        at = AT - timedelta(days=day)
        shown(where, at - HOUR, at, day + 1)
        told(where, at, [0.1, 0.1, 0.4, 0.4], now=2)
    told(where, AT + HOUR, SURE[4])
    told(where, AT - 10 * HOUR, SURE[4], hours=24)  # nobody knows what came
    with django_assert_max_num_queries(14):
        lines = b"".join(client.get(url + "csv")).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("Hours ahead,Told (UTC),Level at (UTC),Rules,")
    rows = [line.split(",") for line in lines[1:]]
    assert [row[2] for row in rows] == sorted(row[2] for row in rows) and len(rows) == 4
    at = f"{AT:%Y-%m-%d %H:%M:%S}"
    assert rows[-1][:3] == ["8", f"{AT - 8 * HOUR:%Y-%m-%d %H:%M:%S}", at]
    assert rows[-1][-8:] == ["2", "0.1", "0.1", "0.4", "0.4", "4", "1", "then"]
    assert [row[-2] for row in rows] == ["3", "2", "", "1"]
    assert client.get(url + "xlsx").status_code == 200
    assert client.get(url + "pdf").status_code == 404
    page = reverse("outcomes:level_proofs")
    queries.proof_of_levels(site=where, hours=8, at=AT).save()
    assert url + "csv" in client.get(page).content.decode()
    client.force_login(nora())
    assert client.get(url + "csv").status_code == 403
    assert url not in client.get(page).content.decode()
