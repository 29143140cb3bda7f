"""The level to come is kept as it was told, once for each forecast, and judged when it is over."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from carepath.forecasts import actions as forecasts
from carepath.frames.escalation import SHIPPED
from carepath.outcomes import actions, queries
from carepath.outcomes.actions import levels
from carepath.outcomes.models import LevelProof, LevelTold, Look, Score
from carepath.outcomes.queries import ahead
from carepath.ui import clock
from carepath.ui.memory import Memory
from tests.factories import AT
from tests.forecasts.worlds import hospital
from tests.outcomes.queries.test_retold import asking

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PARTS = [[key, 1.0, 0, 1] for key in SHIPPED.bands]


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(ahead, "TOLD", Memory(32))


def scored(where, since, until, level=1, parts=PARTS):
    Look.objects.get_or_create(site=where)
    return Score.objects.create(
        site=where, since_at=since, seen_at=until, level=level, least=level, total=11,
        shown=level, parts=parts,
    )  # fmt: skip


def told(where, at):
    return levels.tell_levels(site=where, by="test", at=at)


def test_once_for_each_forecast_and_judged_eight_hours_later(django_assert_num_queries):
    where = hospital(until=AT + 9 * HOUR)
    scored(where, AT, AT + MINUTE)
    assert told(where, AT + MINUTE) == 0, "no forecast was made yet"
    forecasts.run_due(by="test", at=AT)
    assert told(where, AT + MINUTE) == 2
    first, second = LevelTold.objects.order_by("hours")
    (one, _later) = queries.levels_ahead(
        site=where, now=queries.level_now(site=where, at=AT + MINUTE), at=AT + MINUTE
    )
    assert first.chances == pytest.approx(list(one.ahead.chances), abs=1e-6)
    assert (first.slot_at, first.told_at, first.now) == (AT, AT + MINUTE, 1)
    assert [row.at - row.told_at for row in (first, second)] == [8 * HOUR, 24 * HOUR]
    with django_assert_num_queries(1):
        assert told(where, AT + 2 * MINUTE) == 0
    assert told(where, AT + HOUR + MINUTE) == 0, "the level is not known any more"
    Score.objects.update(seen_at=AT + HOUR + MINUTE)
    assert told(where, AT + HOUR + MINUTE) == 0, "there is no newer forecast"
    assert one.judged is None and not LevelProof.objects.exists()

    Score.objects.update(seen_at=AT + 9 * HOUR)
    forecasts.run_due(by="test", at=AT + 9 * HOUR)
    assert told(where, AT + 9 * HOUR) == 2
    proof = LevelProof.objects.get()
    assert (proof.hours, proof.result["n"], proof.first_at) == (8, 1, AT + MINUTE + 8 * HOUR)
    now = queries.level_now(site=where, at=AT + 9 * HOUR)
    eight, day = queries.levels_ahead(site=where, now=now, at=AT + 9 * HOUR)
    assert eight.judged.row == proof and day.judged is None
    past = queries.levels_ahead(site=where, now=now, at=AT + 9 * HOUR, past=True)
    assert [one.judged for one in past] == [None, None], "then nobody knew"
    assert eight.has_no_skill == (not eight.judged.proof.skill)


def test_the_sweep_tells_it_with_the_score():
    where = hospital()
    forecasts.run_due(by="test", at=AT)
    actions.score_sites(by="test", at=AT)
    score = Score.objects.get(site=where)
    known = all(one[3] is not None for one in score.parts)
    assert LevelTold.objects.filter(told_then=True).count() == (2 if known else 0)


def test_nobody_changes_or_removes_what_was_told(monkeypatch):
    now = clock.now()
    where = hospital(weeks=1, until=now)
    forecasts.run_due(by="test", at=now)
    scored(where, now, now)
    assert told(where, now) == 2
    mine = LevelTold.objects.filter(site=where)
    for write in (
        lambda: mine.update(now=2),
        lambda: mine.delete(),
        lambda: LevelTold.objects.create(**mine.filter(hours=8).values(
            "site_id", "hours", "slot_at", "told_at", "at", "kept_until", "now", "chances").get()),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="level that was told"), transaction.atomic():
            write()
    assert mine.count() == 2


def test_weeks_before_are_made_up_for_an_hour_at_a_time_and_none_twice(monkeypatch):
    monkeypatch.setattr(queries, "LOOKED_AT", timedelta(days=5))
    where = asking(weeks=2)
    scored(where, AT, AT + HOUR, parts=[["silent_feeds", 0, 0, 0]])
    assert levels.look_back(site=where, by="test", at=AT) == 0, "nothing was told yet"
    forecasts.run_due(by="test", at=AT)
    assert told(where, AT) == 2
    made, slots = 0, []
    for _minute in range(6):
        found = levels.look_back(site=where, by="test", at=AT)
        made += found
        slots.append(Look.objects.get().back_to_at)
    hours = [int(slot.timestamp()) // 3600 for slot in dict.fromkeys(slots)]
    assert {hour % 25 for hour in hours} == {0} and hours == sorted(hours, reverse=True)
    assert AT - 49 * HOUR <= slots[0] <= AT - 24 * HOUR
    assert slots[-1] == slots[-2] and AT - slots[-1] >= timedelta(days=3)
    rows = LevelTold.objects.filter(told_then=False)
    assert made == rows.count() >= 6
    assert all(row.at <= AT and row.slot_at < AT - timedelta(days=1) + HOUR for row in rows)
    proof = LevelProof.objects.get(hours=24)
    assert (proof.told_then, proof.result["n"]) == (0, rows.filter(hours=24, came__gt=0).count())
