import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow import reproduction
from tests.simulator.flow import made


def lived(weeks):
    model = made.model(rate=1.0, beds=(14,), lengths=made.exponential(10), servers=(2,))
    return flow.run(model, seed=3, weeks=weeks)


def test_a_record_of_the_model_itself_is_reproduced():
    found = flow.fit(lived(9), seed=1, runs=30)
    assert found.held_out and found.weeks == 4
    assert found.share_inside > 0.6
    keys = {row.key for row in found.rows}
    assert {"bed_wait_mean", "boarding_hours_a_day", "occupancy_mean:U0"} <= keys


def test_weeks_that_are_unlike_are_seen():
    model = made.model(rate=1.0, beds=(14,), lengths=made.exponential(10))
    busy = flow.run(model, [flow.Change("arrivals", value=1.25)], seed=3, weeks=5)
    known = flow.fit(busy, seed=1, runs=20)
    assert not known.held_out and known.weeks == 4
    row = next(row for row in known.rows if row.key == "arrivals_a_day")
    assert row.observed == pytest.approx(30, rel=0.1)


@pytest.mark.parametrize(
    ("key", "observed", "inside"),
    [
        ("scan_wait_mean:CT", 10.4 / 60, True),  # told as 10 min, as the end of the range is
        ("scan_wait_mean:CT", 10.6 / 60, False),
        ("scan_wait_over_1h:CT", 10.4 / 60, False),  # a share: half a percentage point beyond
        ("scan_wait_over_1h:CT", 10 / 60 + 0.0004, True),
        ("occupancy_mean:W1", 8.9 / 60, False),
        ("full_hours:W1", 9 / 60 - 0.0004, True),
    ],
)
def test_what_nobody_tells_apart_is_no_misfit(key, observed, inside):
    spread = flow.Spread(9.5 / 60, 9 / 60, 10 / 60, 8 / 60, 11 / 60)
    assert reproduction.Reproduced(key, observed, spread).inside == inside


def test_before_tells_only_what_was_known():
    record = lived(4)
    found = reproduction.before(record, 168.0)
    assert found.weeks == 1 and found.visits.arrived.max() < 168
    for table, columns in ((found.visits, ("decided", "left")), (found.stays, ("entered", "left"))):
        assert all(np.nanmax(getattr(table, name)) < 168 for name in columns)
    assert np.isnan(found.stays.left).sum() > 5


def test_each_assumption_is_a_sentence():
    assert all(text.endswith(".") for text in flow.ASSUMPTIONS.values())


def test_what_is_run_piece_by_piece_says_the_same_as_at_once():
    record = lived(9)
    held = flow.hold_out(record)
    told = [flow.one(held.model, (), seed=1, place=n, weeks=held.weeks) for n in range(10)]
    found = flow.reproduced(held.observed, told, weeks=held.weeks, held_out=held.held_out)
    assert str(found) == str(flow.fit(record, seed=1, runs=10))
    assert held.model.weeks == 5 and held.observed == flow.outcomes_of(record, 840, 1512)
    assert not flow.hold_out(lived(5)).held_out
