"""How full many units were together."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.queries import bed_time
from carepath.places.models import Bed, Unit
from tests.capacity.small import hospital
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_one_unit_as_on_its_own_page_and_two_together(django_assert_num_queries):
    hospital()
    low, high = AT - timedelta(days=2), AT
    units = {unit.code: unit for unit in Unit.objects.all()}
    ward, icu = units["MEA"], units["ICU"]
    for unit in (ward, icu):
        alone = queries.occupancy(unit=unit, low=low, high=high)
        assert bed_time.occupied_percent([unit.pk], low=low, high=high) == (
            alone.weighted, alone.holdings,
        )  # fmt: skip
    with django_assert_num_queries(2):
        both = bed_time.occupied_percent([ward.pk, icu.pk], low=low, high=high)
    # two days: two patients all the time and one for a day, of 4 beds; one patient of 2 beds
    assert both == (100 * (2 + 2 + 1 + 2) / (2 * 6), 4)
    new = Bed.objects.create(unit=Unit.objects.create(site=ward.site, code="NEW"), code="1")
    more = bed_time.occupied_percent([ward.pk, new.unit_id], low=low, high=high)
    assert more == (100 * 5 / (2 * 5), 3)  # nobody entered how many are staffed: all known count
    assert bed_time.occupied_percent([units["ED"].pk], low=low, high=high) == (None, 0)
