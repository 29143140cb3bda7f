"""Advice needs beds that are worth it and skill; a person decides, and nothing flickers."""

import copy
import itertools
import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.analysis import forecast_packing
from carepath.analysis.bed_demand import Demand
from carepath.audit.models import Entry
from carepath.forecasts import actions, policies, queries
from carepath.forecasts.models import Backtest, Recommendation, Slot, Vintage
from carepath.forecasts.queries import Told
from carepath.frames.advice import SHIPPED
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, ben, nora, person
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
    """A hospital whose second ward has 1 open bed of 14, with forecasts of proven skill."""
    found = hospital(weeks=9, until=AT + 12 * HOUR)
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=1, physical=14, by="test", at=AT)
    proven(found)
    return found


def run(hours):
    actions.run_due(by="test", at=AT + hours * HOUR)


def only():
    return Recommendation.objects.select_related("site", "unit").get()


def decide(row, to="accepted", reason="two nurses are free", *, by, at=AT + HOUR):
    return actions.decide(recommendation=row, to=to, reason=reason, by=by, at=at)


def test_beds_are_advised_that_two_forecasts_in_a_row_find_worth_it(where):
    run(0)
    assert not Recommendation.objects.exists()
    run(1)
    row = only()
    assert (row.unit.code, row.kind, row.staffed, row.state) == ("W2", "open", 1, "waiting")
    both = [Told(one).demand for one in Vintage.objects.filter(series="W2").order_by("pk")]
    worth = [[one.beyond([1 + n] * 72)[4:28].mean() for n in range(13)] for one in both]
    assert row.beds == min(sum(each >= 0.75 for each in one) for one in worth) > 0
    chance = [float(both[1].beyond([1 + n] * 72)[:24].max()) for n in range(14)]
    assert row.before == pytest.approx(chance[0]) and row.after == pytest.approx(chance[row.beds])
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
    opened = row.beds
    row.pk, row.decided_at, row.beds = None, AT - 30 * HOUR, 1
    row.save(force_insert=True)  # as if one more had been opened the day before
    run(10)
    close = queries.recommendations(site=where)[0]
    law = Told(Vintage.objects.get(pk=close.vintage)).demand
    assert (close.kind, close.beds, close.staffed) == ("close", opened + 1, 14)
    assert close.after == pytest.approx(float(law.beyond([13 - opened] * 72)[:24].max()))
    assert law.beyond([13 - opened] * 72)[:8].mean() < 0.25


def test_what_was_accepted_and_is_not_done_yet_counts(where):
    run(0)
    run(1)
    row, who = only(), ben()
    decide(row, by=who)
    run(2)
    more = Recommendation.objects.exclude(pk=row.pk)
    law = Told(Vintage.objects.filter(series="W2").latest("pk")).demand
    if more.exists():  # only what is worth it beyond the beds that were accepted
        assert more.get().staffed == row.with_it
    assert law.beyond([row.with_it + more.count()] * 72)[4:28].mean() < 0.75


def test_what_waits_rests_on_the_newest_forecast_and_says_so(where):
    run(0)
    run(1)
    seen = only()
    run(2)
    row = only()
    told = Told(Vintage.objects.get(pk=row.vintage))
    assert row.vintage > seen.vintage and row.made_at == AT + 2 * HOUR
    assert row.until_at == AT + 26 * HOUR
    chance = told.demand.beyond([row.with_it] * 72)[:24]
    missing = told.demand.missing([row.staffed] * 72)[:24]
    assert row.after == pytest.approx(float(chance.max()))
    assert row.after_at == told.ends[int(chance.argmax())]
    assert row.lacks_before == pytest.approx(float(missing.sum()))


def test_another_number_of_beds_than_was_seen_is_not_accepted(where):
    run(0)
    run(1)
    row, who = only(), ben()
    with pytest.raises(policies.NotNow, match="another number"):
        actions.decide(
            recommendation=row, to="accepted", reason="x", by=who, at=AT + HOUR, beds=row.beds + 1
        )
    actions.decide(
        recommendation=row, to="accepted", reason="x", by=who, at=AT + HOUR, beds=row.beds
    )


def test_a_stale_forecast_is_not_acted_on(where):
    run(0)
    run(1)
    row, who = only(), ben()
    with pytest.raises(policies.NotNow, match="older than three hours"):
        decide(row, by=who, at=AT + 5 * HOUR)
    assert decide(row, "rejected", by=who, at=AT + 5 * HOUR).state == "rejected"


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


def calm_beside(*, beds=60, most=0, keeps=(), opens=SHIPPED.opens):
    """The first ward has so many beds, and no bed of the second may be opened with new staff."""
    unit = Unit.objects.get(code="W1")
    places.declare_beds(unit=unit, beds=beds, physical=beds, by="test", at=AT)
    hana = person("hana", "HOSPITAL_ADMINISTRATOR")
    limits = replace(SHIPPED, most={"W2": most}, keeps=keeps, opens=opens)
    actions.set_limits(site=unit.site, limits=limits, by=hana, at=AT, reason="no agency staff")
    return unit


def test_staff_is_moved_where_beds_may_not_be_opened_and_nobody_is_harmed(where):
    giver = calm_beside()
    run(0)
    run(1)
    row = only()
    assert (row.kind, row.giver, row.unit.code) == ("move", giver, "W2")
    held = Told(Vintage.objects.filter(series="W1", job="beds").latest("slot_at")).demand
    left = float(held.beyond([60 - row.beds] * 72)[:24].max())
    assert row.giver_after == pytest.approx(left) and row.giver_after < 0.1
    assert (row.giver_staffed, row.staff_hours, row.cost) == (60, 0, 0)
    assert row.after < row.before and row.bed_hours == 24 * row.beds
    run(2)
    again = only()
    assert (again.pk, again.state, again.made_at) == (row.pk, "waiting", AT + 2 * HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(giver=None)


@pytest.mark.parametrize("said", [{"keeps": ("W1",)}, {"beds": 6}, {"most": 12}])
def test_no_staff_is_moved_where_it_must_not_be_or_need_not(where, said):
    """A unit that keeps its staff, one that would be short itself, and beds that may be opened."""
    calm_beside(**said)
    run(0)
    run(1)
    assert not Recommendation.objects.filter(kind="move").exists()
    assert Recommendation.objects.filter(unit__code="W2").exists() == ("most" in said)


def reasons(row):
    """Why each is not advised, by (kind, beds, from whom), in their order."""
    return {(one["kind"], one["beds"], one["giver"]): one["why"] for one in row.considered}


def test_what_else_could_be_done_stands_beside_it_with_why_not(where):
    unit = calm_beside(keeps=("W1",), most=12, opens=0.3)
    run(0)
    run(1)
    row = only()
    said = reasons(row)
    law = Told(Vintage.objects.get(pk=row.vintage)).demand
    assert row.kind == "open" and row.beds >= 2
    assert said[("open", row.beds, "")] == "chosen" and said[("nothing", 0, "")] == "idle"
    assert said[("open", row.beds - 1, "")] == "fewer"
    assert said[("move", 0, str(unit))] == "keeps"
    assert said.get(("open", row.beds + 1, ""), "unused") == "unused"
    for one in row.considered:  # from the law itself
        if one["kind"] == "open":
            beds = np.arange(law.pmf.shape[1])
            missing = law.pmf[:24] @ np.maximum(beds - 1 - one["beds"], 0)
            assert one["lacks_after"] == pytest.approx(missing.sum())
            assert one["staff_hours"] == pytest.approx(24 * one["beds"] * SHIPPED.staff)
    each = [one["each"] for one in row.considered if one["beds"]]
    assert each == sorted(each, reverse=True) and row.considered[-1]["kind"] == "nothing"
    run(2)
    again = only()
    assert again.vintage != row.vintage  # weighed anew while it waits
    assert again.considered[-1]["lacks_after"] == pytest.approx(again.lacks_before)


def test_beside_a_move_the_beds_that_may_not_be_opened_are_not_named(where):
    giver = calm_beside()
    run(0)
    run(1)
    row = only()
    assert reasons(row) == {
        ("move", row.beds, str(giver)): "chosen",
        ("nothing", 0, ""): "idle",
    }
    moved = row.considered[0]
    assert (moved["staff_hours"], moved["bed_hours"]) == (0, 24 * row.beds)
    assert moved["lacks_after"] >= row.lacks_after - 1e-9  # what the giver loses counts against it


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


def test_advice_follows_as_soon_as_forecasts_are_judged(where):
    """After a jump of an invented clock forecasts are told before they are judged anew."""
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
