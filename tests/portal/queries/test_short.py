"""The unit that the first line names: first likely to be short, else the likeliest."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions as forecasts
from carepath.places import actions as places
from carepath.places.models import OpenBeds, Unit
from carepath.portal import queries
from tests.factories import AT, ben
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db


def told(**beds):
    """The ground of a site whose units have so many open beds, after a forecast."""
    where = hospital()
    for code, number in beds.items():
        unit = Unit.objects.get(code=code)
        places.declare_beds(unit=unit, beds=number, physical=90, by="test", at=AT)
    forecasts.run_due(by="test", at=AT)
    return queries.Ground(where, ben(), AT + timedelta(minutes=5))


def test_the_first_that_is_likely_is_named_with_its_hour_and_chance():
    ground = told(W1=60, W2=1)
    found = queries.short(ground)
    assert (found.outlook.row.series, found.likely, found.others) == ("W2", True, 0)
    assert found.hour.chance >= 0.5 and found.hour.beds >= 1
    assert found.at == AT + timedelta(hours=found.hour.hour + 1)
    chances = found.outlook.told.short[:24].tolist()
    assert found.hour.hour == next(n for n, one in enumerate(chances) if one >= 0.5)


def test_of_none_that_is_likely_the_likeliest_is_and_of_none_at_all_nobody():
    ground = told(W1=60, W2=60)
    assert queries.short(ground) is None
    assert queries.short(queries.Ground(ground.site, ground.by, AT + timedelta(hours=9))) is None
    (row,) = [one.row for one in ground.outlooks if one.row.series == "W2"]
    enough = ground.outlooks[0].told.quantiles((0.8,))
    OpenBeds.objects.filter(unit=row.unit).update(open_beds=int(enough[:24].max()))
    forecasts.run_due(by="test", at=AT + timedelta(hours=1))
    later = queries.Ground(ground.site, ground.by, AT + timedelta(minutes=65))
    found = queries.short(later)
    if found is not None:
        assert found.likely == (found.hour.chance >= 0.5)
        assert found.hour.chance >= 0.1
