"""What is worth it by two forecasts is advised; staff is moved only where nobody is harmed."""

from dataclasses import replace

import pytest

from carepath.analysis import surge_beds
from carepath.forecasts import actions
from carepath.forecasts.actions import grounding, weighing
from carepath.forecasts.models import Recommendation, Vintage
from carepath.forecasts.queries import Told
from carepath.frames.advice import SHIPPED
from tests.factories import AT, person
from tests.forecasts.advice import calm_beside, hastened, only, run, with_today

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("said", [{"keeps": ("W1",)}, {"beds": 6}, {"most": 12}])
def test_no_staff_is_moved_where_it_must_not_be_or_need_not(where, said):
    """A unit that keeps its staff, one that would be short itself, and beds that may be opened."""
    calm_beside(**said)
    run(0)
    run(1)
    assert not Recommendation.objects.filter(kind="move").exists()
    assert Recommendation.objects.filter(unit__code="W2").exists() == ("most" in said)


def test_discharges_are_advised_that_two_forecasts_find_worth_and_that_lower_the_chance(where):
    assert hastened(where, hours=[1]) is None
    Recommendation.objects.all().delete()
    row = hastened(where, hours=[2])
    assert (row.unit.code, row.about, row.staffed, row.with_it) == ("W2", "discharges", 11, 11)
    assert row.after < row.before - 0.01 and row.lacks_after < row.lacks_before
    assert (row.bed_hours, row.staff_hours) == (0, row.beds * SHIPPED.sooner_min / 60)
    told = Told(Vintage.objects.get(pk=row.vintage))
    assert row.until_at == told.ends[23] and row.worst_at in told.ends[1:12]
    assert row.inputs["sure"] >= row.beds and row.inputs["by"] == SHIPPED.sooner_h
    assert 0 < row.inputs["left_with"] - row.inputs["left_without"] <= row.beds + 1e-9
    law = told.present
    assert row.inputs["present"] == len(law.chances) == 12


@pytest.mark.parametrize("said", [{"staffed": 30}, {"staffed": 2}])
def test_where_nobody_waits_or_the_chance_stays_no_discharge_is_advised(where, said):
    assert hastened(where, **said) is None


def test_where_it_is_set_to_no_hours_no_discharge_is_advised(where):
    hana = person("hana", "HOSPITAL_ADMINISTRATOR")
    limits = replace(SHIPPED, sooner_h=0)
    actions.set_limits(site=where, limits=limits, by=hana, at=AT, reason="rounds are fixed")
    assert hastened(where) is None


def test_where_tomorrow_is_worse_than_today_as_many_have_left_by_the_end_of_the_day(where):
    run(0)
    row = Vintage.objects.filter(series="W2", job="beds").get()
    row = with_today(row, coming=0.5, then=30.0)
    ground = grounding.ground_of(where, [row])
    found = weighing.hastened(row, ground, 1, surge_beds.EVERY)
    assert found.before.hour >= 14 and found.after.chance == found.before.chance
    left = 12 - Told(row).present.chances[:, -1].sum()
    assert found.inputs["left_without"] == pytest.approx(left)
    assert found.inputs["left_with"] == pytest.approx(left)
