"""Forecasts for programs: what was told last of each unit, by right, a page at a time."""

from datetime import timedelta

import pytest

from carepath.forecasts import queries
from tests.factories import AT, person
from tests.forecasts.programs import ask, signed_in
from tests.forecasts.worlds import with_holidays

pytestmark = pytest.mark.django_db(databases="__all__")
H = timedelta(hours=1)


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
