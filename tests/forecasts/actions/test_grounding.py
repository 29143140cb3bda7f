"""What advice rests on is read once: without proof, or with a stale forecast, there is none."""

import pytest

from carepath.forecasts.models import Backtest, Recommendation, Slot, Vintage
from carepath.forecasts.queries import Told
from tests.factories import ben
from tests.forecasts.advice import decide, only, proven, run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("said", [{"skill": False}, None])
def test_without_skill_nothing_is_advised(where, said):
    Backtest.objects.all().delete()
    if said:
        Slot.objects.filter(job="backtests").delete()
        proven(where, **said)
    for hours in range(3):
        run(hours)
    assert not Recommendation.objects.exists()


def test_what_was_accepted_and_is_not_done_yet_counts(where):
    run(0)
    run(1)
    row, who = only(), ben()
    decide(row, by=who)
    run(2)
    more = Recommendation.objects.exclude(pk=row.pk)
    law = Told(Vintage.objects.filter(series="W2").latest("pk")).demand
    if more.exists():  # only what is worth it beyond the beds that were accepted
        assert more.get().staffed == row.with_it
    assert law.beyond([row.with_it + more.count()] * 72)[4:28].mean() < 0.75
