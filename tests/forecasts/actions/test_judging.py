"""Each series is judged once a day, some at a time, from what was told and what came."""

from dataclasses import replace
from datetime import timedelta

import pytest

from carepath.analysis import unit_demand
from carepath.forecasts import queries
from carepath.forecasts.actions import judging, running, telling
from carepath.forecasts.models import Backtest, Slot, Vintage
from carepath.frames.moments import from_us, to_us
from tests.factories import AT
from tests.forecasts.worlds import hospital, with_holidays

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def judge(where, at=AT, rounds=20):
    Slot.objects.bulk_create(
        [Slot(job="backtests", site=where, slot_at=AT, asked_at=AT, asked_by="test",
              state="waiting")]
    )  # fmt: skip
    slot = Slot.objects.get(job="backtests", slot_at=AT)
    for n in range(rounds):
        running._run(slot.pk, by="worker:sweep", at=at + n * SECOND)
        slot.refresh_from_db()
        if slot.state != "waiting":
            return slot
    raise AssertionError(slot.state)


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(judging, "DAYS", 5)


def test_series_are_judged_some_at_a_time_and_none_twice(few, monkeypatch):
    monkeypatch.setattr(judging, "ROUND_S", 0.0)
    where, seen = hospital(weeks=4), []
    whole = judging._judged
    monkeypatch.setattr(judging, "_judged", lambda court, piece: (
        seen.append((piece.job, piece.series)), whole(court, piece))[1])  # fmt: skip
    slot = judge(where)
    assert (slot.state, slot.run, slot.done, slot.total, slot.wrote) == ("done", 1, 5, 5, 5)
    assert seen == [("beds", ""), ("beds", "W1"), ("beds", "W2"), ("arrivals", ""),
                    ("arrivals", "ED")]  # fmt: skip
    found = queries.judged(site=where, job="beds")
    assert set(found) == {"", "W1", "W2"}
    result = found["W1"].result
    assert result["scores"]["n"] > 60 and result["staffed"] == 13
    assert [(one["width"], one["origins"]) for one in result["leaving"]] == [
        (4, 5), (8, 5), (12, 5)]  # fmt: skip
    assert found["W1"].told_then == 0 and found["W1"].origins == 5
    groups = queries.judged(site=where, job="arrivals")["ED"].result["acuity"]
    assert list(groups) == ["2", "3", "4", "5", "?"] and "acuity" not in result
    assert all(one["scores"]["n"] >= 5 * 2 and one["rules"] for one in groups.values())
    before = dict(Backtest.objects.values_list("series", "result"))
    Slot.objects.filter(pk=slot.pk).update(state="waiting", done=0)
    while Slot.objects.get(pk=slot.pk).state == "waiting":
        running._run(slot.pk, by="worker:sweep", at=AT)
    assert dict(Backtest.objects.values_list("series", "result")) == before  # seeded: the same
    assert Backtest.objects.count() == 5


def test_what_was_told_then_is_judged_and_nights_are_counted_by_hand(few):
    where = hospital(weeks=4)
    read = queries.read(site=where, now=to_us(AT))
    night = queries.nights(where, read.now - 3 * 86_400_000_000, read.now)[1]
    origin = (night.start - judging.LEAD) // judging.HOUR * judging.HOUR
    slot = Slot(site=where, job="beds", slot_at=from_us(origin))
    slot.asked_at, slot.asked_by, slot.state = AT, "test", "done"
    slot.run, slot.ended_at = 1, AT
    slot.save()
    rows, _read = telling.beds(slot, from_us(origin))
    Vintage.objects.bulk_create(rows)
    judge(where)
    found = queries.judged(site=where, job="beds")["W2"]
    assert found.told_then == 1
    proof = queries.Proof(found)
    one = next(each for each in proof.nights if each.start == night.start)
    told = queries.Told(Vintage.objects.get(series="W2"))
    assert one.chance == pytest.approx(float(told.short[4:16].max()), abs=1e-3)
    ward = next(each for each in queries.wards(site=where, now=read.now) if each.series == "W2")
    came = unit_demand.census(read.stays(ward), night.start, 12)
    assert one.missing == max(int(came.max()) - 6, 0)


def test_groups_are_judged_by_what_was_told_of_them(few):
    where = hospital(weeks=4)
    read = queries.read(site=where, now=to_us(AT))
    night = queries.nights(where, read.now - 3 * 86_400_000_000, read.now)[1]
    origin = from_us((night.start - judging.LEAD) // judging.HOUR * judging.HOUR)
    slot = Slot(site=where, job="arrivals", slot_at=origin, asked_at=AT, asked_by="test",
                state="done", run=1, ended_at=AT)  # fmt: skip
    slot.save()
    row = next(one for one in telling.arrivals(slot, origin)[0] if one.series == "ED")
    (groups,) = queries.by_acuity(read, [row.unit]).groups
    mean, spread = judging._told_of(queries.Told(row), groups)
    assert mean.sum(0) == pytest.approx(queries.Told(row).mean[:24], abs=1e-9)
    assert spread.shape == (5,)
    assert judging._told_of(None, groups) is None
    other = replace(groups, labels=("1", "3", "4", "5", "?"))
    assert judging._told_of(queries.Told(row), other) is None  # a level came or went since


def test_with_too_little_history_nothing_is_judged():
    slot = judge(hospital(weeks=1))
    assert (slot.state, Backtest.objects.count()) == ("skipped", 0)
    assert "two weeks" in slot.reason_text


def test_series_are_judged_with_the_holidays_that_are_known_now(few):
    judge(where := hospital(weeks=4))
    keys = [("beds", "W1"), ("arrivals", "")]
    plain = {key: Backtest.objects.get(job=key[0], series=key[1]).result for key in keys}
    assert plain["beds", "W1"]["holidays"] == []
    with_holidays(ahead=(-9, -2), since=AT)
    Backtest.objects.all().delete()
    Slot.objects.all().delete()
    judge(where)
    for key, before in plain.items():
        found = Backtest.objects.get(job=key[0], series=key[1]).result
        assert found["holidays"] == [["2026-02-28", "Spring Day"]]
        assert found["scores"] != before["scores"]
