"""Levels to come for programs: what was told, what came, and how good it was, a page at a time."""

from datetime import timedelta

import pytest
from django.test import Client

from carepath.outcomes import queries
from tests.factories import ben, otto, person
from tests.outcomes.queries.test_proofs import HOUR, SURE, shown, told
from tests.outcomes.worlds import AT, hospital

pytestmark = pytest.mark.django_db
LEVELS, PROOF = "/api/v1/forecasts/levels/", "/api/v1/forecasts/levels/proof/"
DAY = timedelta(days=1)


@pytest.fixture
def where(monkeypatch):
    found = hospital(synthetic=True, clock_real=AT, clock_shown=AT, clock_rate=0)
    for day in range(20):
        at = AT - day * DAY
        shown(found, at - HOUR, at, 3 if day < 5 else 1)
        told(found, at, [0.1, 0.1, 0.4, 0.4] if day < 4 else SURE[1], now=2)
        told(found, at, SURE[2], now=2, hours=24)
    told(found, AT + HOUR, SURE[4])
    for hours in (8, 24):
        queries.proof_of_levels(site=found, hours=hours, at=AT).save()
    return found


def ask(address, who=None, **query):
    client = Client()
    client.force_login(who or person("ada", "BED_MANAGER"))
    return client.get(address, query)


def moment(row):
    return row["at"][:16]


def test_what_was_told_stands_beside_what_came_the_latest_first(
    where, django_assert_max_num_queries
):
    client = Client()
    client.force_login(ben())
    with django_assert_max_num_queries(15):
        page = client.get(LEVELS, {"hours": 8, "limit": 3}).json()
    assert (page["site"], page["synthetic"]) == ("north", True)
    ahead, first, second = page["results"]
    assert (ahead["came"], ahead["chances"], ahead["likeliest"]) == (None, SURE[4], 4)
    assert (first["came"], first["likeliest"], first["now"], first["told_then"]) == (3, 4, 2, True)
    assert (moment(first), first["hours"]) == (f"{AT:%Y-%m-%dT%H:%M}", 8)
    assert moment(second) == f"{AT - DAY:%Y-%m-%dT%H:%M}" and second["synthetic"]
    rows = page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        rows += page["results"]
    assert [moment(one) for one in rows] == sorted({moment(one) for one in rows}, reverse=True)
    assert [one["came"] for one in rows] == [None] + [3] * 5 + [1] * 15
    every = client.get(LEVELS).json()["results"]
    assert len(every) == 41 and [one["hours"] for one in every[1:5]] == [8, 24, 8, 24]


def test_as_it_was_known_nothing_is_told_that_came_later(where):
    then = AT - 4 * HOUR
    rows = ask(LEVELS, hours=8, known_at=f"{then:%Y-%m-%dT%H:%M}Z").json()["results"]
    known = [(AT + HOUR, None), (AT, None), (AT - DAY, 3)]
    said = [(f"{at:%Y-%m-%dT%H:%M}", came) for at, came in known]
    assert [(moment(one), one["came"]) for one in rows[:3]] == said


def test_how_good_they_were_is_what_the_page_says(where, django_assert_max_num_queries):
    client = Client()
    client.force_login(ben())
    with django_assert_max_num_queries(15):
        found = client.get(PROOF).json()["results"]
    assert [one["hours"] for one in found] == [8, 24]
    judged = queries.proofs_of_levels(site=where)[8]
    first, proof = found[0], judged.proof
    assert (first["n"], first["right"], first["right_as_now"]) == (20, 15, 0)
    assert (first["high"], first["caught"], first["false"]) == (5, 4, 0)
    assert first["rps"] == proof.rps and first["baselines"] == dict(proof.baselines)
    assert (first["skill"], first["short"], first["synthetic"]) == (True, False, True)
    assert [one["n"] for one in first["bins"]] == [one.n for one in proof.bins]
    assert found[1]["high_bins"][-1]["told"] is None and found[1]["skill"] is False
    only = ask(PROOF, hours=24).json()["results"]
    assert [one["hours"] for one in only] == [24]
    one = ask(PROOF, person("zoe", "BED_MANAGER"), limit=1).json()
    assert len(one["results"]) == 1 and one["next"]


def test_what_is_refused(where):
    who = person("sue", "BED_MANAGER", at_site="south")
    for address in (LEVELS, PROOF):
        assert Client().get(address).status_code in (401, 403)
        assert ask(address, otto() if address == LEVELS else person("out")).status_code == 403
        assert ask(address, who, site="north").status_code in (403, 404)
        assert ask(address, ben() if address == LEVELS else None, hours="9").status_code == 400
    assert ask(LEVELS, person("bo", "BED_MANAGER"), known_at="soon").status_code == 400
