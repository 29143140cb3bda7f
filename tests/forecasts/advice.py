"""A small hospital whose second ward is short of beds, with forecasts of proven skill, lived on."""

import copy
from dataclasses import replace
from datetime import timedelta

import numpy as np

from carepath.analysis import bed_demand, forecast_packing, sooner_discharges
from carepath.analysis.bed_demand import Demand
from carepath.analysis.sooner_discharges import Present
from carepath.forecasts import actions
from carepath.forecasts.models import Backtest, Recommendation, Slot, Vintage
from carepath.frames.advice import SHIPPED
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, ben, person
from tests.forecasts.worlds import hospital

LATER = timedelta(hours=40)
HOUR = timedelta(hours=1)


BINS = [{"low": 0.0, "high": 0.1, "n": 300, "told": 0.03, "came": 9},
        {"low": 0.1, "high": 0.3, "n": 20, "told": 0.2, "came": 4}]  # fmt: skip


def chances(skill=True, came=13, days=28):
    """What is kept of a proof of chances that is better or worse than both simple rules."""
    brier = 0.02 if skill else 0.05
    rules = {"climatology": 0.04, "persistence": 0.06}
    return {"n": 320, "days": days, "told": 0.04, "came": came, "brier": brier,
            "baselines": rules, "bins": BINS}  # fmt: skip


def today(skill=True, days=28):
    """What is kept of how good the rest of the day was foretold."""
    return {
        "n": 400, "days": days, "rps": 0.8 if skill else 1.2, "counts": 25, "held": 23,
        "baselines": {"climatology": 1.1, "persistence": 1.3}, "short": chances(),
        "skill": skill, "told_then": 3,
    }  # fmt: skip


def judged_slot(where):
    """The slot of the site's last backtests."""
    return Slot.objects.get_or_create(
        job="backtests", site=where, slot_at=AT - 6 * HOUR,
        defaults={"asked_at": AT, "asked_by": "test", "state": "done", "run": 1, "ended_at": AT},
    )[0]  # fmt: skip


def proven_queue(row, *, skill=True, came=13, target=1):
    """A backtest that says that the chances of a resource have skill, or have none."""
    slot = judged_slot(row.site)
    kept = chances(skill, came)
    about = {"kind": row.kind, "stage": row.stage, "number": row.number, "target": target}
    return Backtest.objects.create(
        slot=slot, site=row.site, job="queues", series=str(row.pk), unit=row.unit, made_at=AT,
        first_at=AT, last_at=AT, origins=80, told_then=0,
        result=kept | about | {"hours": 12, "skill": skill and came > 0},
    )  # fmt: skip


def unproven_today(**said):
    """Let the rest of days be told no better than by simple rules; `today=None` = not judged."""
    for row in Backtest.objects.filter(job="beds"):
        row.result = row.result | ({"today": today(False)} | said)
        row.save()


def proven(where, **result):
    """Backtests that say that every unit has skill."""
    slot = judged_slot(where)
    Backtest.objects.bulk_create(
        Backtest(
            slot=slot, site=where, job="beds", series=unit.code, unit=unit, made_at=AT,
            first_at=AT, last_at=AT, origins=28, told_then=0,
            result={"skill": True, "calibrated": True, "today": today()} | result,
        )
        for unit in Unit.objects.filter(site=where)
    )  # fmt: skip


def short_of_beds(*, later=LATER, **fields):
    """The site: its second ward has 1 open bed of 14 and needs more; all is known for 40 h."""
    where = hospital(weeks=9, until=AT + later, **fields)
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=1, physical=14, by="test", at=AT - 30 * 24 * HOUR)
    proven(where)
    return where


def run(hours):
    actions.run_due(by="test", at=AT + hours * HOUR)


def decided(to="accepted"):
    """The only recommendation there is, made and decided an hour later."""
    run(0)
    run(1)
    row = Recommendation.objects.select_related("site", "unit").get()
    who = ben(first_name="Ben", last_name="Smit")
    return actions.decide(
        recommendation=row, to=to, reason="two nurses are free", by=who, at=AT + HOUR + HOUR / 6
    )


def open_all(row, *, hours=1.5):
    """Somebody opens the beds that were advised."""
    unit = Unit.objects.get(pk=row.unit_id)
    places.set_open_beds(
        unit=unit, beds=row.with_it, by="test", at=AT + hours * HOUR, reason="opened"
    )


def only():
    return Recommendation.objects.select_related("site", "unit").get()


def decide(row, to="accepted", reason="two nurses are free", *, by, at=AT + HOUR):
    return actions.decide(recommendation=row, to=to, reason=reason, by=by, at=at)


def calm_beside(*, beds=60, most=0, keeps=(), opens=SHIPPED.opens):
    """The first ward has so many beds, and no bed of the second may be opened with new staff."""
    unit = Unit.objects.get(code="W1")
    places.declare_beds(unit=unit, beds=beds, physical=beds, by="test", at=AT)
    hana = person("hana", "HOSPITAL_ADMINISTRATOR")
    limits = replace(SHIPPED, most={"W2": most}, keeps=keeps, opens=opens)
    actions.set_limits(site=unit.site, limits=limits, by=hana, at=AT, reason="no agency staff")
    return unit


def with_today(row, *, present=12, leaves=(6, 10), coming=2.0, hours=14, then=None):
    """Law and rows of a unit whose patients all but surely leave between these hours of today;
    `coming` newcomers are expected to be there today, `then` later, else as many."""
    ends = np.arange(1, hours + 1)
    low, high = leaves
    stays = np.clip((high - ends) / (high - low), 0.02, 1)
    chances = np.tile(np.minimum.accumulate(stays), (present, 1))
    told = Present(chances, np.full(hours, coming), 0.0)
    law = sooner_discharges.step(told, 0, 1).demand
    later = bed_demand.of_newcomers(np.full(72 - hours, coming if then is None else then), 0.0)
    wide = max(law.pmf.shape[1], later.pmf.shape[1])
    pmf = [np.pad(one.pmf, ((0, 0), (0, wide - one.pmf.shape[1]))) for one in (law, later)]
    rows = {
        "staying": np.pad(chances.sum(0), (0, 72 - hours)), "coming": np.full(72, coming),
        "each": chances.ravel(), "today": np.array([hours, 0.0]),
    }  # fmt: skip
    row.law = forecast_packing.pack(rows, Demand(np.concatenate(pmf)))
    return row


def told_again(base, hour, **said):
    """The forecast of a unit an hour later: the same by the clock, of the hours to come."""
    row = copy.copy(base)
    row.slot_at = row.issued_at = row.data_until = AT + hour * HOUR
    row.pk, row.id, row.run = None, None, hour + 1
    row.facts = base.facts | {
        "warning": {"stands": False, "held": 0, "rest": 0, "named": []},
        "earlier": [Vintage.objects.filter(series=base.series).latest("pk").pk, AT.isoformat()],
        "quiet": False,
    }  # fmt: skip
    low, high = said.pop("leaves", (6, 10))
    with_today(row, leaves=(low - hour, high - hour), hours=14 - hour, **said)
    row.save(force_insert=True)
    return row


def hastened(where, *, hours=(1, 2), staffed=11, **said):
    """Advice about discharges of a ward whose patients leave today at six to ten hours from now."""
    run(0)
    base = Vintage.objects.filter(series="W2", job="beds").earliest("pk")
    base.staffed = staffed
    for hour in hours:
        actions.advise(where, [told_again(base, hour, **said)], at=AT + hour * HOUR)
    return Recommendation.objects.filter(kind="sooner").first()
