"""Advice needs a warning that holds and skill; a person decides, and nothing flickers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.audit.models import Entry
from carepath.forecasts import actions, policies, queries
from carepath.forecasts.models import Backtest, Recommendation, Slot, Vintage
from carepath.forecasts.queries import Told
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, ben, nora
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def proven(where, **result):
    """Backtests that say that every unit has skill."""
    slot = Slot.objects.create(
        job="backtests", site=where, slot_at=AT - 6 * HOUR, asked_at=AT, asked_by="test",
        state="done", run=1, ended_at=AT,
    )  # fmt: skip
    Backtest.objects.bulk_create(
        Backtest(
            slot=slot, site=where, job="beds", series=unit.code, unit=unit, made_at=AT,
            first_at=AT, last_at=AT, origins=28, told_then=0,
            result={"skill": True, "calibrated": True} | result,
        )
        for unit in Unit.objects.filter(site=where)
    )  # fmt: skip


@pytest.fixture
def where():
    """A hospital whose second ward has 2 open beds of 14, with forecasts of proven skill."""
    found = hospital(weeks=9, until=AT + 12 * HOUR)
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=2, physical=14, by="test", at=AT)
    proven(found)
    return found


def run(hours):
    actions.run_due(by="test", at=AT + hours * HOUR)


def only():
    return Recommendation.objects.select_related("site", "unit").get()


def decide(row, to="accepted", reason="two nurses are free", *, by, at=AT + HOUR):
    return actions.decide(recommendation=row, to=to, reason=reason, by=by, at=at)


def test_beds_are_advised_when_a_warning_held_for_two_runs(where):
    run(0)
    assert not Recommendation.objects.exists()
    run(1)
    row = only()
    told = Told(Vintage.objects.get(pk=row.vintage))
    assert (row.unit.code, row.kind, row.staffed, row.state) == ("W2", "open", 2, "waiting")
    chance = [float(told.demand.beyond([2 + n] * 72)[:24].max()) for n in range(13)]
    assert row.before == pytest.approx(chance[0]) and row.after == pytest.approx(chance[row.beds])
    assert row.beds == 12 or chance[row.beds] < 0.1 <= chance[row.beds - 1]
    run(2)
    assert only().pk == row.pk  # one at a time


@pytest.mark.parametrize("said", [{"skill": False}, None])
def test_without_skill_nothing_is_advised(where, said):
    Backtest.objects.all().delete()
    if said:
        Slot.objects.filter(job="backtests").delete()
        proven(where, **said)
    for hours in range(3):
        run(hours)
    assert not Recommendation.objects.exists()


def test_a_decision_has_a_name_and_a_reason_and_is_on_record(where):
    run(0)
    run(1)
    row, who = only(), ben(first_name="Ben", last_name="Smit")
    with pytest.raises(PermissionDenied):
        decide(row, by=nora())
    for wrong in ({"reason": " "}, {"to": "opened"}):
        with pytest.raises(policies.NotNow):
            decide(row, by=who, **wrong)
    decided = decide(row, by=who)
    assert (decided.state, decided.decided_by, decided.reason) == (
        "accepted", "Ben Smit", "two nurses are free",
    )  # fmt: skip
    sentence = Entry.objects.get(verb="recommendation.accepted")
    assert (sentence.actor, sentence.why) == (f"user:{who.pk}", "two nurses are free")
    assert (sentence.detail["unit"], sentence.detail["beds"]) == ("W2", row.beds)
    with pytest.raises(policies.NotNow, match="decided already"):
        decide(row, to="rejected", by=who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(reason="")


def test_after_a_decision_the_unit_rests(where):
    run(0)
    run(1)
    decide(only(), "rejected", "the ward copes", by=ben())
    for hours in (2, 3, 5):
        run(hours)
    assert Recommendation.objects.count() == 1
    run(7)
    assert Recommendation.objects.count() == 2


def test_what_was_deferred_comes_back_and_what_is_over_lapses(where):
    run(0)
    run(1)
    who = ben()
    row = decide(only(), "deferred", "after the round", by=who)
    run(2)
    assert only().state == "deferred"
    run(5)
    assert (only().state, only().reason) == ("waiting", "")
    unit = Unit.objects.get(code="W2")
    places.set_open_beds(unit=unit, beds=14, by=who, at=AT + 5 * HOUR, reason="staff came")
    for hours in (6, 7):
        run(hours)
    row.refresh_from_db()
    assert row.state == "lapsed" and "no longer" in row.reason


def test_beds_that_were_opened_are_closed_again_not_within_a_day(where):
    run(0)
    run(1)
    row, who = only(), ben()
    decide(row, by=who)
    unit = Unit.objects.get(code="W2")
    places.set_open_beds(unit=unit, beds=14, by=who, at=AT + HOUR, reason="opened")
    for hours in range(2, 10):
        run(hours)
    assert Recommendation.objects.count() == 1
    Recommendation.objects.filter(pk=row.pk).update(decided_at=AT - 30 * HOUR, beds=1)
    run(10)
    close = queries.recommendations(site=where)[0]
    told = Told(Vintage.objects.get(pk=close.vintage))
    assert (close.kind, close.beds) == ("close", 1)
    assert close.after == pytest.approx(float(told.demand.beyond([13] * 72)[:48].max()))
    assert close.after < policies.RULE.clears / 2
