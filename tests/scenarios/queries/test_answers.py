"""What is stored of an answer is what the runs say."""

import numpy as np
import pytest

from carepath.scenarios import queries
from carepath.scenarios.models import Run
from carepath.scenarios.queries import answers
from carepath.simulator.flow import Change
from tests.factories import ben, site
from tests.scenarios.worlds import LONGER, MORE, answered, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def test_it_is_made_of_pairs_that_meet_the_same_patients():
    row = answered(hospital(), by=ben(), pairs=5)
    found = queries.answer(row)
    sides = [
        [run.result for run in Run.objects.filter(changes=name).order_by("place")]
        for name in ("", queries.digest(row.changes))
    ]
    for key in ("boarding_hours_a_day", "occupancy_mean:W2", "arrivals_a_day"):
        before, after = (np.array([run[key] for run in side]) for side in sides)
        one = found.differences[key]
        assert one.before.mean == pytest.approx(before.mean())
        assert one.difference.mean == pytest.approx((after - before).mean())
        assert one.difference.low95 <= one.difference.low80 <= one.difference.high80
    assert found.differences["arrivals_a_day"].difference.mean == 0
    assert found.drawn["boarding_hours_a_day"][0] == [
        run["boarding_hours_a_day"] for run in sides[0]
    ]
    assert set(found.of("occupancy_mean")) == {"W1", "W2"} and "" not in found.of("occupancy_mean")


def test_the_fit_stands_beside_what_was_observed():
    row = answered(hospital(weeks=10), by=ben())
    found = queries.answer(row)
    observed = {one.key: one.observed for one in found.fit.rows}
    assert observed == {
        key: value for key, value in row.calibration.observed.items() if value is not None
    }
    assert found.fit.held_out and found.fit.weeks == 4
    inside = {one.key: one.inside for one in found.fit.rows}
    assert all(found.fits(key) == known for key, known in inside.items()) and found.fits("odd")
    assert found.misfits == sum(not one.inside for one in found.fit.rows)


def test_the_first_line_is_about_boarding_unless_only_stations_change():
    who, where = ben(), site()
    both = asked(where, MORE, LONGER, by=who)
    assert queries.headline(both) == "boarding_hours_a_day"
    assert queries.headline(asked(where, LONGER, by=who)) == "scan_wait_mean:CT"
    more = asked(where, Change("arrivals", "", 1.2), by=who)
    assert queries.headline(more) == "boarding_hours_a_day"


def test_json_has_no_word_for_what_is_no_number():
    found = answers._without_nan({"a": [1.0, float("nan")], "b": (float("nan"), "x")})
    assert found == {"a": [1.0, None], "b": [None, "x"]}
