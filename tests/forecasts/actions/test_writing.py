"""What is written down is what the forecasts say, and names what it was made with."""

import pytest
from django.db import IntegrityError, transaction

from carepath.forecasts.models import Recommendation, Vintage
from carepath.forecasts.queries import Told
from tests.factories import AT
from tests.forecasts.advice import HOUR, calm_beside, only, run

pytestmark = pytest.mark.django_db


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
