"""Tiles of what is to come: all inpatient beds, and what waits for a decision."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions as forecasts
from carepath.forecasts.models import Recommendation
from carepath.places.models import Unit
from carepath.portal import queries
from tests.capacity.waiting import AT
from tests.factories import ben
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db


def test_all_inpatient_beds_and_what_waits_for_a_decision_have_tiles():
    where = hospital()
    forecasts.run_due(by="test", at=AT)
    ground = queries.Ground(where, ben(), AT + timedelta(minutes=15))
    found = {one.kind.key: one.said for one in queries.tiles(ground)}
    census, told = found["census"], ground.census.told
    assert ground.census.row.series == "" and told.row.staffed == 19
    assert [label for label, _text in census.lines] == [f"in {n} h" for n in (8, 24, 48, 72)]
    low, middle, high = told.quantiles((0.1, 0.5, 0.9))[23]
    assert census.lines[1][1].startswith(f"{middle} ({low} to {high}), short ")
    points = [tuple(map(float, one.split(","))) for one in census.fan.band.split()]
    assert len(points) == 144 and all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)
    assert found["advice"].value == "0"
    Recommendation.objects.create(
        site=where, unit=Unit.objects.get(code="W2"), kind="open", beds=2, staffed=6,
        before=0.72, after=0.05, worst_at=AT, made_at=AT, vintage=1,
    )  # fmt: skip
    later = queries.Ground(where, ground.by, AT + timedelta(minutes=15))
    said = {one.kind.key: one.said for one in queries.tiles(later)}["advice"]
    assert (said.value, said.lines) == ("1", (("Surgery, open beds (2)", "72 % → 5 %"),))
