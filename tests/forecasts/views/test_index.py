"""The forecast on the screen: the answer first, intervals always, and what was known then."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carepath.forecasts import actions
from carepath.forecasts.actions import judging
from carepath.forecasts.models import Backtest, Recommendation, Slot
from carepath.journeys.models import ChangeClock, Journey, Span
from carepath.places import actions as places
from carepath.places.models import Unit
from carepath.ui import clock
from tests.factories import AT, ben, nora, otto, site
from tests.forecasts.queries.test_recommendations import advised
from tests.forecasts.worlds import hospital, with_holidays

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/forecasts/"
HOUR = timedelta(hours=1)


def page(who, **query):
    client = Client()
    client.force_login(who)
    return client.get(URL, query)


@pytest.fixture
def told(monkeypatch):
    """A hospital foretold at nine and ten, looked at a quarter past ten; nothing is judged yet."""
    where = hospital(weeks=9)
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=2, physical=6, by="test", at=AT)
    monkeypatch.setattr(judging, "DAYS", 0)
    for hours in (0, 1):
        actions.run_due(by="test", at=AT + hours * HOUR)
    assert not Backtest.objects.exists()
    Recommendation.objects.all().delete()
    monkeypatch.setattr(clock, "now", lambda site=None: AT + 1.25 * HOUR)
    return where


def test_before_anything_is_told_it_says_what_will_stand_here():
    site()
    assert "No forecast yet" in page(nora()).content.decode()


def test_the_first_line_is_the_answer_and_each_number_has_its_range(told):
    who = ben()
    answer = page(who)
    shown = answer.content.decode()
    first = answer.context["units"][0]
    assert first.told.name == "Surgery" and first.worst.chance > 0.5
    line = shown[shown.index('id="answer"') :].split("</p>")[0]
    assert "Surgery is short of" in line and "likely" in line and "arrivals" in line
    for words in ("8 of 10 cases", "80 % range", "What changed since the forecast of", "Tonight",
                  "stays-and-arrivals", "/definitions/bed_shortage"):  # fmt: skip
        assert words in shown, words
    names = [trace["name"] for trace in answer.context["fan"].traces if trace.get("name")]
    assert names[:3] == ["95 % range", "80 % range", "50 % range"]
    reasons = answer.context["reasons"]
    assert reasons[0].now == pytest.approx(reasons[0].before + reasons[0].total, abs=1e-4)
    hatched = answer.context["hourly"].traces[0]["marker"]["pattern"]
    assert hatched["shape"] == "/"


def test_a_holiday_ahead_is_named_with_what_it_rests_on(request):
    with_holidays(ahead=(1,))
    request.getfixturevalue("told")
    shown = page(ben()).content.decode()
    assert "holiday without history" in shown
    said = "Tuesday 3 March is a public holiday (Spring Day): without history, forecast as an"
    assert shown.count(said) == 2  # of the unit, and of the department's arrivals
    assert "Public holidays used" in shown and "Spring Day 2026-03-03" in shown


def test_advice_of_every_kind_is_said_in_words(told):
    unit = Unit.objects.get(code="W2")
    advised(unit, 0.8)
    for kind, about, inputs in (
        ("sooner", "discharges", {"by": 3}),
        ("hours", "CT", {"target": 2}),
    ):
        row = advised(unit, 0.4, about=about, inputs=inputs)
        Recommendation.objects.filter(pk=row.pk).update(kind=kind)
    shown = page(ben()).content.decode()
    said = (
        "Open 1 bed in Surgery",
        "Bring 1 discharge of today in Surgery forward by 3 h",
        "Have one more CT of Surgery staffed",
        "the chance to wait more than 2 h by",
    )
    for words in said:
        assert words in shown, words


def test_it_shows_what_was_known_at_a_moment_beside_what_came(told):
    who = ben()
    now, then = page(who), page(who, known_at=(AT + HOUR / 2).isoformat(), unit="W1")
    assert now.context["row"].slot_at == AT + HOUR and not now.context["asked"].rewound
    assert then.context["row"].slot_at == AT and then.context["chosen"].row.series == "W1"
    assert "What was known at" in then.content.decode()
    assert (then.context["after"], then.context["before"]) == ("2026-03-02T11:00", "")
    came = next(one for one in then.context["fan"].traces if one.get("name") == "What came")
    assert len(came["x"]) == 2  # from where the line before ends
    assert "Nothing was told yet" in page(who, known_at=(AT - HOUR).isoformat()).content.decode()
    assert page(who, unit="*").context["chosen"].row.series == ""


def test_it_says_who_is_expected_to_leave_by_when(told, monkeypatch):
    who = ben()
    answer = page(who, unit="W1", window="12", hours="48")
    shown = " ".join(answer.content.decode().split())
    assert "Expected to leave: Medicine" in shown and "/definitions/departures_expected" in shown
    soon = answer.context["soon"]
    assert [one.until - one.since for one in soon] == [4 * HOUR, 8 * HOUR, 12 * HOUR]
    line = shown[shown.index("Expected to leave by") :].split("</p>")[0]
    assert f"({soon[0].low} to {soon[0].high})" in line and line.count("(") == 3
    assert len(answer.context["leaving"]) == 4 and "not over" in shown
    monkeypatch.setattr(clock, "now", lambda site=None: AT + 6 * HOUR)
    later = page(who, unit="W1", known_at=(AT + 1.25 * HOUR).isoformat())
    assert [one.left is None for one in later.context["leaving"]] == [False] + [True] * 5


def test_tonight_is_parted_by_acuity_and_a_level_can_be_looked_at(told):
    who = ben()
    answer = page(who)
    shown = " ".join(answer.content.decode().split())
    assert "Tonight by acuity" in shown and "/definitions/arrivals_by_acuity" in shown
    nights = {one.group: night for one, night, _badges in answer.context["acuities"]}
    assert list(nights) == ["2", "3", "4", "5", "?"] and "not told" in shown
    total = sum(night.mean for night in nights.values())
    assert total == pytest.approx(answer.context["night"].mean, abs=1e-9)
    assert all(night.low <= night.mean <= night.high for night in nights.values())
    level = page(who, department="ED", acuity="3")
    shown = " ".join(level.content.decode().split())
    assert level.context["shown_night"].mean == pytest.approx(nights["3"].mean)
    assert level.context["night"].mean == pytest.approx(answer.context["night"].mean)
    assert "Arrivals: Emergency, acuity 3" in shown and 'value="3" selected' in shown
    assert len(level.context["hourly"].rows) in (9, 24)
    unknown = page(who, acuity="?", known_at=(AT + HOUR / 2).isoformat())
    assert unknown.context["group"].group == "?" and len(unknown.context["hourly"].rows) == 9
    assert unknown.context["group"].row.slot_at == AT
    everyone = page(who, department="*", acuity="")
    assert everyone.context["group"] is None and everyone.context["department"].row.series == ""
    _a_level_is_as_good_as_its_own_backtest_says(told, who)


def _a_level_is_as_good_as_its_own_backtest_says(told, who):
    def marks():
        return {
            one.group: [str(mark.word) for mark in its]
            for one, _night, its in page(who).context["acuities"]
        }

    assert all("not judged yet" in words for words in marks().values())
    slot = Slot.objects.filter(job="backtests").first() or Slot(job="backtests", site=told)
    slot.slot_at, slot.asked_at, slot.state, slot.run, slot.ended_at = AT, AT, "done", 1, AT
    slot.save()
    good, bad = {"skill": True, "calibrated": True}, {"skill": False, "calibrated": False}
    Backtest.objects.all().delete()
    Backtest.objects.create(
        slot=slot, site=told, job="arrivals", series="ED", made_at=AT, first_at=AT, last_at=AT,
        origins=1, told_then=0, result=good | {"acuity": {"2": good, "3": bad}},
    )  # fmt: skip
    found = marks()
    assert found["2"] == [] and found["4"] == ["not judged yet"]
    assert found["3"] == ["no skill", "not calibrated"]


def test_what_is_old_says_so(told, monkeypatch):
    who = ben()
    assert "stale" not in [str(mark.word) for mark in page(who).context["badges"]]
    monkeypatch.setattr(clock, "now", lambda site=None: AT + 5 * HOUR)
    assert "stale" in [str(mark.word) for mark in page(who).context["badges"]]


def test_it_costs_the_same_for_one_unit_and_for_many(told):
    who = ben()
    client = Client()
    client.force_login(who)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    assert len(few) <= 45, len(few)
    for n in range(6):
        unit = Unit.objects.create(site=told, code=f"N{n}", name=f"New {n}")
        places.declare_beds(unit=unit, beds=4, physical=4, by="test", at=AT)
        places.declare_each_bed(
            unit=unit, codes=[f"N{n}-1"], care="ward", side_rooms=0, by="test", at=AT
        )
    for n, span in enumerate(Span.objects.filter(unit__code="W1")[:120]):
        Span.objects.filter(pk=span.pk).update(unit=Unit.objects.get(code=f"N{n % 6}"))
    ChangeClock.objects.update(value=99)
    Journey.objects.update(change=99)
    actions.ask_now(site=told, by="test", at=AT + HOUR)
    while Slot.objects.filter(state="waiting").exists():
        actions.run_due(by="test", at=AT + HOUR)
    client.get(URL)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(URL)
    assert len(answer.context["units"]) > 5
    assert len(many) == len(few)


def test_nonsense_is_not_found_and_outsiders_are_refused(told):
    who = ben()
    assert page(otto()).status_code == 403
    for query in (
        {"site": "nowhere"},
        {"unit": "W9"},
        {"hours": "9"},
        {"window": "5"},
        {"department": "W9"},
        {"acuity": "9"},
    ):
        assert page(who, **query).status_code == 404, query
    odd = page(who, known_at="soon")
    assert odd.context["asked"].rewind.faults and not odd.context["asked"].rewound
