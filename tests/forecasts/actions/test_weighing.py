"""What is worth it by two forecasts is advised; staff is moved only where nobody is harmed."""

import pytest

from carepath.forecasts.models import Recommendation, Vintage
from carepath.forecasts.queries import Told
from tests.forecasts.advice import calm_beside, only, run

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
