"""What was known: the newest forecast told by a moment, whatever came later."""

from datetime import timedelta

import numpy as np
import pytest

from carepath.forecasts import actions, queries
from carepath.forecasts.models import Slot
from tests.factories import AT
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def known(where, at, **more):
    return queries.latest(site=where, job="beds", known_at=at, **more)


def test_rewinding_shows_what_was_known_then():
    where = hospital(weeks=2)
    assert known(where, AT) == []
    assert queries.moments(site=where, job="beds", known_at=AT) == (None, None)
    for hours in (0, 1):
        actions.run_due(by="test", at=AT + hours * HOUR + timedelta(seconds=9))
    first, second = (AT + hours * HOUR + timedelta(seconds=9) for hours in (0, 1))
    assert [row.series for row in known(where, first)] == ["", "W1", "W2"]
    assert {row.slot_at for row in known(where, second - timedelta(seconds=1))} == {AT}
    assert {row.slot_at for row in known(where, second)} == {AT + HOUR}
    assert len(known(where, second, series="W1")) == 1
    assert queries.moments(site=where, job="beds", known_at=first) == (None, second)
    assert queries.moments(site=where, job="beds", known_at=second) == (first, None)
    assert queries.moments(site=where, job="beds", known_at=AT) == (None, first)


def test_of_two_runs_the_later_is_shown_and_the_first_stays():
    where = hospital(weeks=2)
    actions.run_due(by="test", at=AT)
    before = known(where, AT)
    Slot.objects.filter(job="beds").update(state="waiting")
    actions.run_due(by="test", at=AT + HOUR / 4)
    after = known(where, AT + HOUR / 4)
    assert [row.run for row in after] == [2, 2, 2]
    assert [row.pk for row in known(where, AT + HOUR / 8)] == [row.pk for row in before]
    assert [row.fingerprint for row in after] == [row.fingerprint for row in before]
    assert [bytes(row.law) for row in after] == [bytes(row.law) for row in before]


def test_a_forecast_says_its_law_and_what_came_before_it():
    where = hospital(weeks=2)
    for hours in (0, 2):
        actions.run_due(by="test", at=AT + hours * HOUR)
    row = known(where, AT + 2 * HOUR, series="W2")[0]
    told = queries.Told(row)
    assert (told.name, told.hours, told.ends[0]) == ("Surgery", 72, AT + 3 * HOUR)
    assert told.quantiles().shape == (72, 9)
    assert np.array_equal(told.short, told.demand.beyond(np.full(72, 6)))
    earlier = queries.before(site=where, job="beds", slot_at=row.slot_at)["W2"]
    assert row.facts["earlier"][0] == earlier.pk
    rows = told.packed.rows
    moved = told.mean[:70] - queries.Told(earlier).mean[2:]
    causes = rows["by_arrivals"] + rows["by_discharges"] + rows["by_staying"]
    np.testing.assert_allclose(causes, moved, atol=1e-5)
    np.testing.assert_allclose(told.mean, told.demand.mean, atol=5e-3)
    assert queries.before(site=where, job="beds", slot_at=AT + 90 * HOUR) == {}
    assert queries.before(site=where, job="beds", slot_at=AT) == {}
    arrivals = queries.Told(queries.latest(site=where, job="arrivals", known_at=AT)[0])
    assert arrivals.hours == 72 and arrivals.name == ""
    with pytest.raises(ValueError, match="no law of demand"):
        _ = arrivals.demand
