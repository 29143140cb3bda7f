"""Adherence for programs: the figures of the page, for who sees the site."""

import pytest

from tests.factories import site
from tests.protocols.views.pages import signed_in
from tests.protocols.views.test_adherence import pinned
from tests.protocols.worlds import draft, nora, somebody

pytestmark = pytest.mark.django_db(databases="__all__")


def ask(version, who=None, **query):
    url = f"/api/v1/protocols/{version.protocol_id}/v{version.number}/adherence/"
    return signed_in(who or nora()).get(url, query)


def test_counts_and_shares_of_each_rule():
    running = pinned()
    found = ask(running.version).json()
    assert (found["protocol"], found["version"], found["site"]) == ("Sepsis", 1, "north")
    assert (found["sha256"], found["whom"]) == (running.version.sha256, "pinned")
    assert (found["journeys"], found["synthetic"]) == (3, False)
    rule = found["rules"][0]
    assert rule["words"] == "Antibiotics within 1 h after Sepsis flag"
    assert (rule["satisfied"], rule["violated"], rule["violated_never"]) == (1, 2, 1)
    assert (rule["of_triggered"]["k"], rule["of_triggered"]["n"]) == (1, 3)
    assert (rule["of_measured"]["k"], rule["of_measured"]["n"]) == (1, 2)
    assert 0 < rule["of_triggered"]["low"] < 1 / 3 < rule["of_triggered"]["high"] < 1
    assert ask(running.version, whom="all").json()["journeys"] == 4


def test_nothing_decided_has_no_share():
    version = draft()
    rule = ask(version).json()["rules"][0]
    assert rule["of_triggered"] == {"k": 0, "n": 0, "share": None, "low": None, "high": None}


def test_what_is_asked_wrongly_is_named():
    running = pinned()
    assert ask(running.version, whom="everyone").status_code == 400
    assert ask(running.version, site="south").status_code == 404
    url = f"/api/v1/protocols/{running.protocol_id}/v9/adherence/"
    assert signed_in(nora()).get(url).status_code == 404


def test_another_sites_protocol_is_not_there():
    version = draft()
    site("south")
    south = somebody("south", "CLINICIAN", at_site="south")
    assert ask(version, south).status_code == 404
