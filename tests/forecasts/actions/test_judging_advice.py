"""What advice beside beds rests on is judged each night: rests of days, and queues."""

from dataclasses import replace

import pytest

from carepath.analysis import today_backtests
from carepath.analysis.backtests import BacktestError
from carepath.forecasts import actions, queries
from carepath.forecasts.actions import judging_advice
from carepath.frames.advice import SHIPPED
from carepath.frames.moments import DAY, to_us
from carepath.places.models import Equipment, Unit
from tests.factories import AT, person, site
from tests.forecasts.actions.test_judging import judge
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db


def ward_of(read, series):
    return next(one for one in queries.wards(site=read.site, now=read.now) if one.series == series)


def test_the_rest_of_each_day_is_judged_as_it_was_told_where_it_is_kept():
    where = hospital(weeks=4)
    read = queries.read(site=where, now=to_us(AT))
    ward, low = ward_of(read, "W1"), read.now - 5 * DAY
    origins = judging_advice.todays_origins(read, low)
    assert len(origins) == 5
    found = judging_advice.of_today(read, ward, origins, {})
    assert (found["days"], found["told_then"]) == (4, 0)  # the day that goes on is not over
    assert found["short"]["n"] == found["n"] and set(found["baselines"]) == {
        "climatology", "persistence"}  # fmt: skip
    stays = read.stays(ward)
    made = today_backtests.present_at(stays, origins[0], read.zone, read.since)
    surely = replace(made, chances=made.chances * 0)
    other = judging_advice.of_today(read, ward, origins, {origins[0]: surely})
    assert other["told_then"] == 1 and other["rps"] > found["rps"]
    assert judging_advice.of_today(read, ward, [], {}) is None


def scanner_of(where, stage="ED"):
    unit = Unit.objects.get(code="ED", site=where)
    return Equipment.objects.create(site=where, unit=unit, kind="Room", number=3, stage=stage)


def test_what_may_be_open_longer_is_judged_and_nothing_where_limits_forbid_it():
    where = site("north")
    unit = Unit.objects.create(site=where, code="ED", name="Emergency")
    row = scanner_of(where)
    Equipment.objects.create(site=where, unit=unit, kind="Ventilator", number=3, stage="")
    Equipment.objects.create(site=where, unit=None, kind="Van", number=3, stage="ED")
    assert list(judging_advice.resources(where)) == [row]
    hana = person("hana", "HOSPITAL_ADMINISTRATOR")
    never = replace(SHIPPED, longer_h=0)
    actions.set_limits(site=where, limits=never, by=hana, at=AT, reason="no people for it")
    assert list(judging_advice.resources(where)) == []


def test_a_queue_without_two_weeks_before_or_that_never_is_one_is_not_judged():
    where = hospital(weeks=4)
    read = queries.read(site=where, now=to_us(AT))
    for row in (scanner_of(where), Equipment(unit=None, kind="MRI", number=1, stage="MRI")):
        with pytest.raises(BacktestError):
            judging_advice.of_queue(read, row, read.now - 5 * DAY)  # nobody waits in this one


def test_both_are_kept_with_the_other_backtests(monkeypatch):
    where = hospital(weeks=4)
    row = scanner_of(where)
    seen = {}

    def of_queue(read, resource, low):
        seen[resource] = low
        return {"kind": "Room", "target": 1, "skill": True, "origins": [low, read.now]}

    monkeypatch.setattr(judging_advice, "of_queue", of_queue)
    slot = judge(where)
    assert (slot.state, slot.total, slot.wrote) == ("done", 6, 6)
    kept = queries.judged(site=where, job="queues")[str(row.pk)]
    assert kept.result["skill"] and kept.origins == 2 and kept.unit == row.unit
    assert to_us(kept.first_at) == seen[row]
    units = queries.judged(site=where, job="beds")
    assert units["W1"].result["today"]["n"] > 0 and "today" not in units[""].result
