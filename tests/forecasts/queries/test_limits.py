"""Which limits hold: those of the site, else those that come with the portal."""

import pytest

from carepath.forecasts import queries
from carepath.frames.advice import INVENTED, SHIPPED
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, site
from tests.forecasts.models.test_limits import changed, limits
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db


def test_each_site_has_its_own():
    north, south = site("north"), site("south")
    assert queries.limits_held(north).title == "as shipped"
    row = limits(north, 1)
    assert queries.limits_held(north).title == row.name
    assert queries.limits_held(south).row is None
    changed(row, state="replaced")
    assert queries.limits_held(north).limits == SHIPPED
    assert list(queries.versions_of_limits(site=north)) == [row]
    assert queries.limits_held(south).rule.runs == 2
    invented = queries.limits_held(site("invented", synthetic=True))
    assert (invented.limits, invented.title) == (INVENTED, "as shipped")


def test_units_stand_by_code_where_beds_are_entered():
    where = hospital(weeks=1)
    for code in ("W2", "W1"):
        unit = Unit.objects.get(code=code)
        places.declare_beds(unit=unit, beds=2, physical=8, by="test", at=AT)
    found = queries.units_with_entered_beds(site=where)
    assert [one.unit.code for one in found] == ["W1", "W2"]
