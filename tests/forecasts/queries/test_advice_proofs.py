"""What is known of the forecasts behind advice, and what is held back for it."""

from dataclasses import replace

import pytest

from carepath.forecasts import actions, queries
from carepath.forecasts.models import Backtest
from carepath.forecasts.queries import AdviceProof
from carepath.frames.advice import SHIPPED
from carepath.places.models import Equipment, Unit
from tests.factories import AT, person, site
from tests.forecasts.advice import chances, proven, proven_queue, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def where():
    found = site("north")
    for code, name in (("W1", "Medicine"), ("W2", "Surgery"), ("CT", "Scans")):
        Unit.objects.create(site=found, code=code, name=name)
    return found


def scanner(where, kind="CT scanner"):
    unit = Unit.objects.get(code="CT")
    return Equipment.objects.create(site=where, unit=unit, kind=kind, number=3, stage="CT")


def held(where):
    return [(one.kind, one.name, one.proof is not None) for one in queries.held_back(site=where)]


def change(where, **said):
    hana = person("hana", "HOSPITAL_ADMINISTRATOR")
    limits = replace(SHIPPED, **said)
    actions.set_limits(site=where, limits=limits, by=hana, at=AT, reason="it is so here")


def test_each_proof_says_by_what_it_is_judged(where):
    proven(where)
    row = scanner(where)
    proven_queue(row)
    sooner, *_others, hours = queries.advice_proofs(site=where)
    assert (sooner.kind, sooner.name, hours.kind, hours.name) == (
        "sooner", "Medicine", "hours", "CT scanner, Scans")  # fmt: skip
    assert (sooner.score, sooner.best, sooner.told_then) == (0.8, ("climatology", 1.1), 3)
    assert (hours.score, hours.best, hours.told_then) == (0.02, ("climatology", 0.04), 0)
    assert sooner.chances.came == hours.chances.came == 13 and hours.today is None
    assert sooner.skill and hours.skill and not sooner.short and not hours.never_came
    one = queries.advice_proof(site=where, kind="hours", series=str(row.pk))
    assert one is not None and one.row == hours.row
    assert queries.advice_proof(site=where, kind="sooner", series=str(row.pk)) is None


def test_what_is_not_told_well_enough_is_held_back_with_its_reason(where):
    assert held(where) == []
    row = scanner(where)
    assert held(where) == [("hours", "CT scanner, Scans", False)]  # nobody judged it
    proven(where)
    proven_queue(row)
    assert held(where) == []
    Backtest.objects.filter(series="W1").update(result={"skill": True, "today": today(False)})
    beds = Backtest.objects.get(series="W2")
    Backtest.objects.filter(pk=beds.pk).update(result=beds.result | {"skill": False})
    proven_queue(scanner(where, "X-ray room"), came=0)
    found = queries.held_back(site=where)
    assert [(one.name, one.beds_unproven) for one in found[:2]] == [
        ("Medicine", False), ("Surgery", True)]  # fmt: skip
    assert found[-1].proof.never_came


def test_where_beds_are_told_well_and_shortages_are_not_that_is_said(where):
    kept = today() | {"short": chances(False), "skill": False}
    proven(where, today=kept)
    one = queries.advice_proofs(site=where)[0]
    assert one.chance_unproven and not one.skill and one.score < one.best[1]
    assert len(held(where)) == 3
    worse = AdviceProof("sooner", Backtest(result={"today": today(False)}))
    assert not worse.skill and not worse.chance_unproven


def test_a_proof_by_another_target_is_none_and_what_is_switched_off_is_not_missed(where):
    proven_queue(scanner(where))
    change(where, target_h=2)
    assert held(where) == [("hours", "CT scanner, Scans", False)]


def test_what_the_limits_switch_off_is_not_missed(where):
    scanner(where)
    proven(where, skill=False)
    change(where, longer_h=0, sooner_h=0)
    assert held(where) == []
