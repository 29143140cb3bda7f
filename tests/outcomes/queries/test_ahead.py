"""The level to come of a site: from its forecasts, the beds open now, and what is held."""

from datetime import timedelta

import numpy as np
import pytest

from carepath.analysis import level_ahead
from carepath.analysis.level_ahead import Need
from carepath.forecasts import actions as forecasts
from carepath.forecasts import queries as told
from carepath.frames.escalation import SHIPPED
from carepath.outcomes import queries
from carepath.outcomes.models import Score
from carepath.outcomes.queries import LevelNow, ahead
from carepath.places import actions as places
from carepath.places.models import OpenBeds, Unit
from carepath.ui.memory import Memory
from tests.factories import AT
from tests.forecasts.worlds import BEDS, hospital

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(minutes=20)
PARTS = [[key, 1.0, 0, 1] for key in SHIPPED.bands]


def now(parts=PARTS, stale=False):
    return LevelNow(1, Score(level=1, least=1, total=11, parts=parts), stale)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(ahead, "TOLD", Memory(32))  # keys of rows begin anew with each test


@pytest.fixture
def site():
    where = hospital()
    forecasts.run_due(by="test", at=AT)
    return where


def test_each_hour_is_that_of_the_forecast_with_the_beds_of_now(site, django_assert_num_queries):
    with django_assert_num_queries(7):
        found = queries.levels_ahead(site=site, now=now(), at=SOON)
    assert [one.hours for one in found] == [8, 24]
    points = dict.fromkeys(SHIPPED.bands, 1)
    rows = [row for row in told.latest(site=site, job="beds", known_at=SOON) if row.series]
    for one in found:
        needs = []
        for row in rows:
            law = told.Told(row).demand.pmf[one.hours]  # the hour that ends after 8 h and 40 min
            waits, lie = row.facts["waiting"], row.facts["present"] - row.facts["waiting"]
            kept = min(waits, max(BEDS[row.series] - lie, 0))
            needs.append(Need(law, BEDS[row.series], kept))
        expected = level_ahead.ahead(SHIPPED, points, needs, [])
        assert one.ahead.chances == pytest.approx(expected.chances)
        assert one.at == SOON + timedelta(hours=one.hours)
        assert one.chance == max(one.ahead.chances)
        assert one.from_three == pytest.approx(sum(one.ahead.chances[2:]))
        assert "ed_occupancy" in one.ahead.held, "no emergency unit has a bed"
        assert [driver.then for driver in one.drivers] == sorted(
            (driver.then for driver in one.drivers), reverse=True
        )
        assert all(driver.now == 1 for driver in one.drivers) and len(one.main) <= 3
    with django_assert_num_queries(5):
        queries.levels_ahead(site=site, now=now(), at=SOON)


def test_a_bed_that_is_opened_changes_it_at_once(site):
    before = queries.levels_ahead(site=site, now=now(), at=SOON)[0]
    for unit in Unit.objects.filter(code__in=BEDS):
        places.declare_beds(unit=unit, beds=1, physical=90, by="test", at=AT)
    tight = queries.levels_ahead(site=site, now=now(), at=SOON)[0]
    OpenBeds.objects.update(open_beds=80)
    wide = queries.levels_ahead(site=site, now=now(), at=SOON)[0]
    each = [np.dot(one.ahead.chances, (1, 2, 3, 4)) for one in (wide, before, tight)]
    assert each == sorted(each) and each[0] < each[-1]


def test_what_cannot_be_told_is_not(site):
    assert queries.levels_ahead(site=site, now=LevelNow(0, None, True), at=SOON) == []
    assert queries.levels_ahead(site=site, now=now(stale=True), at=SOON) == []
    missing = [[key, None, None, None] if key == "boarders" else part
               for key, part in zip(SHIPPED.bands, PARTS, strict=True)]  # fmt: skip
    assert queries.levels_ahead(site=site, now=now(missing), at=SOON) == []
    assert queries.levels_ahead(site=site, now=now(), at=AT + timedelta(hours=9)) == []
    assert queries.levels_ahead(site=site, now=now(), at=AT - timedelta(hours=1)) == []
