"""Forecasts for programs: what was told last of each unit, by right, a page at a time."""

from datetime import timedelta

import pytest
from django.test import Client

from carepath.forecasts import actions, queries
from carepath.forecasts.models import Recommendation
from carepath.places.models import Equipment, Site, Unit
from carepath.ui import clock
from tests.factories import AT, person, site
from tests.forecasts.advice import proven_queue
from tests.forecasts.queries.test_recommendations import advised
from tests.forecasts.worlds import hospital, with_holidays

pytestmark = pytest.mark.django_db(databases="__all__")
H = timedelta(hours=1)


@pytest.fixture
def where(monkeypatch):
    found = hospital()
    for hours in (0, 1):
        actions.run_due(by="test", at=AT + hours * H)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda site=None: real() if site is None else AT + 1.2 * H)
    return found


def signed_in(who=None):
    client = Client()
    client.force_login(who or person("ben", "BED_MANAGER"))
    return client


def ask(who=None, **query):
    return signed_in(who).get("/api/v1/forecasts/", query)


def test_each_unit_says_what_was_told_of_it(where, django_assert_max_num_queries):
    ben = signed_in()
    with django_assert_max_num_queries(20):
        found = ben.get("/api/v1/forecasts/", {"hours": 72}).json()
    assert (found["site"], found["synthetic"], found["next"]) == ("north", False, None)
    told = {one.row.series: one for one in queries.outlooks(
        queries.latest(site=where, job="beds", known_at=AT + H))}  # fmt: skip
    assert [one["unit"] for one in found["results"]] == ["", "W1", "W2"]
    for one in found["results"]:
        row = told[one["unit"]].row
        assert one["issued_at"][:16] == f"{row.issued_at:%Y-%m-%dT%H:%M}"
        assert (one["staffed"], one["stale"], one["synthetic"]) == (row.staffed, False, False)
        assert len(one["hours"]) == 72 and one["shares"][3] == 0.5
        short = [hour["short"] for hour in one["hours"]]
        assert short == pytest.approx(told[one["unit"]].told.short.tolist(), abs=1e-6)
        windows = one["departures"]
        assert len(windows) == 12 + 6 + 4 and windows[12]["since"] == windows[0]["since"]
        leaving = told[one["unit"]].told.leaving
        assert [each["mean"] for each in windows] == pytest.approx(leaving.law.mean, abs=1e-4)
        assert [each["quantiles"][3] for each in windows] == leaving.law.quantiles((0.5,))[
            :, 0
        ].tolist()
        for hour in one["hours"]:
            assert hour["quantiles"] == sorted(hour["quantiles"])


def test_a_holiday_within_the_horizon_is_told_with_what_it_rests_on(request):
    with_holidays(ahead=(1,))
    request.getfixturevalue("where")
    for one in ask().json()["results"]:
        assert one["holidays"] == [
            {"day": "2026-03-03", "name": "Spring Day", "factor": 1.0, "earlier": 0, "others": 0,
             "begun": False, "without_history": True},
        ]  # fmt: skip


def test_one_unit_as_it_was_told_before_and_a_page_at_a_time(where):
    (one,) = ask(unit="W1", hours=2, known_at=(AT + H / 2).isoformat()).json()["results"]
    assert one["slot_at"].startswith(f"{AT:%Y-%m-%dT%H:%M}") and len(one["hours"]) == 2
    assert one["departures"] == [], "no window is over within two hours"
    page = ask(person("eva", "BED_MANAGER"), limit=2).json()
    assert len(page["results"]) == 2 and page["next"]
    assert ask(person("ida", "BED_MANAGER"), unit="none").json()["results"] == []


def test_arrivals_are_told_by_department_and_acuity(where, django_assert_max_num_queries):
    ben = signed_in()
    with django_assert_max_num_queries(20):
        found = ben.get("/api/v1/forecasts/arrivals/", {"hours": 72}).json()
    levels = [None, "2", "3", "4", "5", "?"]
    assert [(one["department"], one["acuity"]) for one in found["results"]] == [
        (unit, level) for unit in ("", "ED") for level in levels
    ]
    for everyone, *groups in (found["results"][:6], found["results"][6:]):
        for hour, whole in enumerate(everyone["hours"]):
            total = sum(one["hours"][hour]["mean"] for one in groups)
            assert total == pytest.approx(whole["mean"], abs=1e-5)
            assert whole["quantiles"] == sorted(whole["quantiles"]) and len(groups) == 5
    one = ben.get(
        "/api/v1/forecasts/arrivals/",
        {"department": "ED", "acuity": "?", "known_at": (AT + H / 2).isoformat(), "limit": 1},
    ).json()
    (level,) = one["results"]
    assert (level["name"], level["acuity"], len(level["hours"])) == ("Emergency", "?", 24)
    assert level["slot_at"].startswith(f"{AT:%Y-%m-%dT%H:%M}") and not level["stale"]
    none = ben.get("/api/v1/forecasts/arrivals/", {"department": "", "acuity": ""}).json()
    assert [one["acuity"] for one in none["results"]] == [None]
    assert ben.get("/api/v1/forecasts/arrivals/", {"acuity": "9"}).json()["results"] == []
    assert ben.get("/api/v1/forecasts/arrivals/", {"hours": "0"}).status_code == 400


def test_made_up_data_are_marked(where):
    Site.objects.update(synthetic=True)
    found = ask().json()
    assert found["synthetic"] and all(one["synthetic"] for one in found["results"])


def test_what_is_refused(where):
    who = person("ben", "BED_MANAGER")
    assert ask(who, hours=73).status_code == 400
    assert ask(who, hours="x").status_code == 400
    assert ask(who, known_at="soon").status_code == 400
    assert ask(who, site="south").status_code == 404
    site("south")
    assert ask(person("sue", "BED_MANAGER", at_site="south"), site="north").status_code == 404
    assert ask(person("otto")).status_code == 403


def test_recommendations_say_their_kind_and_chances_a_page_at_a_time(
    where, django_assert_max_num_queries
):
    unit = Unit.objects.get(code="W2")
    for n in range(3):
        advised(unit, state="lapsed", decided_at=AT, about="", limits=f"v{n}")
    row = advised(unit, 0.4, about="discharges", inputs={"by": 3})
    Recommendation.objects.filter(pk=row.pk).update(kind="sooner", beds=2)
    ben = signed_in()
    with django_assert_max_num_queries(20):
        found = ben.get("/api/v1/recommendations/").json()
    assert [one["limits"] for one in found["results"]] == ["", "v2", "v1", "v0"]
    first = found["results"][0]
    assert (first["kind"], first["unit"], first["number"]) == ("sooner", "W2", 2)
    assert (first["about"], first["before"], first["after"]) == ("discharges", 0.4, 0.05)
    assert first["giver"] is None and "inputs" not in first and "reason" not in first
    only = ben.get("/api/v1/recommendations/", {"kind": "sooner"}).json()["results"]
    assert [one["id"] for one in only] == [row.pk]
    assert ask(person("out", "BED_MANAGER", at_site="south")).status_code in (403, 404)


def test_what_advice_rests_on_is_told_with_its_score_and_what_came(where):
    unit = Unit.objects.get(code="ED")
    row = Equipment.objects.create(site=where, unit=unit, kind="Room", number=3, stage="ED")
    proven_queue(row, skill=False)
    found = signed_in().get("/api/v1/recommendations/proofs/").json()
    assert [(one["kind"], one["series"]) for one in found["results"]] == [
        ("sooner", "W1"), ("sooner", "W2"), ("hours", str(row.pk)),
    ]  # fmt: skip
    first, *_others, hours = found["results"]
    kept = queries.judged(site=where, job="beds")["W1"].result["today"]
    assert (first["score"], first["skill"]) == (kept["rps"], kept["skill"])
    assert first["rules"] == kept["baselines"] and not hours["skill"]
    assert hours["name"] == "Room, Emergency" and hours["score"] == hours["brier"] == 0.05
    assert hours["rules"] == {"climatology": 0.04, "persistence": 0.06}
    assert (hours["told"], hours["came"]) == (0.04, pytest.approx(13 / 320))
    assert hours["bins"][1] == {"low": 0.1, "high": 0.3, "n": 20, "told": 0.2, "came": 4}
    assert found["site"] == "north"
