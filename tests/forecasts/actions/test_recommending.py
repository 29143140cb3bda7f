"""Advice rests, comes back, lapses and turns round at most once a day: nothing flickers."""

import copy
import itertools
import random

import numpy as np
import pytest

from carepath.analysis import forecast_packing
from carepath.analysis.bed_demand import Demand
from carepath.forecasts import actions, queries
from carepath.forecasts.actions import judging
from carepath.forecasts.models import Backtest, Recommendation, Slot, Vintage
from carepath.forecasts.queries import Told
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, ben
from tests.forecasts.advice import (
    HOUR,
    calm_beside,
    decide,
    hastened,
    only,
    run,
    told_again,
    unproven_today,
)

pytestmark = pytest.mark.django_db


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
    opened = row.beds
    row.pk, row.decided_at, row.beds = None, AT - 30 * HOUR, 1
    row.save(force_insert=True)  # as if one more had been opened the day before
    run(10)
    close = queries.recommendations(site=where)[0]
    law = Told(Vintage.objects.get(pk=close.vintage)).demand
    assert (close.kind, close.beds, close.staffed) == ("close", opened + 1, 14)
    assert close.after == pytest.approx(float(law.beyond([13 - opened] * 72)[:24].max()))
    assert law.beyond([13 - opened] * 72)[:8].mean() < 0.25


def test_whatever_is_foretold_a_unit_is_turned_round_at_most_once_a_day(where, monkeypatch):
    """Whatever chances come: accepted at once each time, opened and closed as advised."""
    chance, who = random.Random(5), ben()
    unit = Unit.objects.get(code="W2")
    run(0)
    base = Vintage.objects.get(series="W2")
    done, earlier = [], base.pk
    for hour in range(1, 24 * 9):
        low = chance.random() < 0.5
        row = copy.copy(base)
        row.slot_at = row.issued_at = row.data_until = AT + hour * HOUR
        row.pk, row.id, row.run = None, None, hour + 1
        row.facts = base.facts | {
            "warning": {"stands": not low, "held": 0, "rest": 0, "named": []},
            "earlier": [earlier, ""], "quiet": False,
        }  # fmt: skip
        beds = chance.choice((0, 1, 9))  # how many are needed for sure
        row.law = forecast_packing.pack(
            {"staying": np.full(72, beds), "coming": np.zeros(72)},
            Demand(np.tile(np.eye(1, 12, beds), (72, 1))),
        )
        row.staffed = unit.beds.open_beds
        row.save(force_insert=True)
        earlier = row.pk
        actions.advise(where, [row], at=row.slot_at)
        for waits in Recommendation.objects.filter(state="waiting"):
            decide(waits, by=who, at=row.slot_at)
            done.append((row.slot_at, waits.kind))
            more = waits.beds if waits.kind == "open" else -waits.beds
            unit.beds.refresh_from_db()
            places.set_open_beds(
                unit=unit, beds=unit.beds.open_beds + more, by=who, at=row.slot_at, reason="so"
            )
            unit.beds.refresh_from_db()
    turns = [then for (_before, one), (then, other) in itertools.pairwise(done) if one != other]
    assert len(turns) >= 2
    assert all(later - then >= 24 * HOUR for then, later in itertools.pairwise(turns))


def test_a_move_lapses_once_it_would_harm(where):
    giver = calm_beside()
    run(0)
    run(1)
    assert only().kind == "move"
    places.set_open_beds(unit=giver, beds=6, by=ben(), at=AT + HOUR, reason="a bay is closed")
    run(2)
    row = Recommendation.objects.get(kind="move")
    assert row.state == "lapsed" and "harm" in row.reason


def test_a_unit_that_gave_gives_no_more_within_a_day(where):
    calm_beside()
    run(0)
    run(1)
    row = decide(only(), by=ben())
    for hours in (2, 8, 9):
        run(hours)
    assert Recommendation.objects.filter(kind="move").count() == 1
    assert queries.last_given(site=where) == {row.giver_id: row}


def test_advice_follows_as_soon_as_forecasts_are_judged(where, monkeypatch):
    """After a jump of an invented clock forecasts are told before they are judged anew."""
    monkeypatch.setattr(judging, "DAYS", 28)  # skill takes that long to show
    unit = Unit.objects.get(code="W1")
    places.declare_beds(unit=unit, beds=3, physical=30, by="test", at=AT)
    Backtest.objects.all().delete()
    Slot.objects.filter(job="backtests").delete()
    run(0)
    run(1)
    while Slot.objects.filter(job="backtests", state="waiting").exists():
        assert not Recommendation.objects.exists()
        run(1)
    skilled = {row.series for row in Backtest.objects.all() if row.job == "beds"
               and row.unit_id and row.result["skill"]}  # fmt: skip
    advised = set(Recommendation.objects.values_list("unit__code", flat=True))
    assert advised == skilled and skilled


def test_advice_about_discharges_stays_rests_and_never_stands_in_the_way_of_beds(where):
    row = hastened(where)
    base = Vintage.objects.filter(series="W2").latest("pk")
    actions.advise(where, [told_again(base, 3)], at=AT + 3 * HOUR)
    row.refresh_from_db()
    assert (row.state, row.made_at) == ("waiting", AT + 3 * HOUR)  # by the newest forecast
    base.staffed = 1  # a bay is closed: beds are worth it now, and stand beside it
    for hour in (4, 5):
        actions.advise(where, [told_again(base, hour, coming=9.0)], at=AT + hour * HOUR)
    assert Recommendation.objects.filter(state="waiting", kind="open").exists()
    base.staffed = 30
    actions.advise(where, [told_again(base, 6)], at=AT + 6 * HOUR)
    row.refresh_from_db()
    assert row.state == "lapsed"
    base.staffed = 11
    for hour in (7, 8):
        actions.advise(where, [told_again(base, hour, leaves=(10, 13))], at=AT + hour * HOUR)
    assert Recommendation.objects.filter(kind="sooner").count() == 1  # it rests


@pytest.mark.parametrize("said", [{}, {"today": None}])
def test_where_the_rest_of_a_day_is_not_told_well_no_discharge_is_brought_forward(where, said):
    unproven_today(**said)
    assert hastened(where) is None
