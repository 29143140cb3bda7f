from dataclasses import replace

import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow.calibration import learning
from tests.simulator.flow import made


def lived(weeks=8, seed=1, **more):
    """What a known model recorded."""
    return flow.run(made.model(**more), seed=seed, weeks=weeks)


def test_a_model_is_found_again_from_what_it_recorded():
    known = {"rate": 1.0, "beds": (14,), "lengths": made.exponential(10), "planned": (9.0, 33.5)}
    model = flow.calibrate(lived(**known))
    assert model.arrivals.mean() == pytest.approx(1.0, rel=0.1)
    assert model.stay_length.mean() == pytest.approx(10, rel=0.1)
    assert (model.visit_unit == 0).all()
    assert np.unique(model.planned_hour).tolist() == [9.0, 33.5]
    assert len(model.planned_hour) == 16
    assert model.occupied[0] == pytest.approx(10, rel=0.12)
    assert model.dispersion < 0.03


@pytest.mark.parametrize(
    ("record", "names"),
    [
        (lambda: lived(weeks=1, rate=1.0, lengths=(2.0,)), "until"),
        (lambda: lived(weeks=2, rate=0.0, planned=tuple(range(100))), "visits.arrived"),
        (lambda: lived(weeks=2, rate=0.02), "stays.left: fewer than 20 stays ended in U0"),
    ],
)
def test_a_record_nothing_can_be_learnt_from_is_named(record, names):
    with pytest.raises(flow.HistoryError, match=names):
        learning.calibrate(record())


def test_a_record_may_begin_at_any_monday():
    record = made.busy_scanner(False)
    later = 168.0 * 2900
    moved = {name: shifted(getattr(record, name), later) for name in ("visits", "stays", "scans")}
    again = replace(record, since=record.since + later, until=record.until + later, **moved)
    one, two = (flow.calibrate(found) for found in (record, again))
    means = [found.scan_handling[0].mean() for found in (one, two)]
    assert means[1] == pytest.approx(means[0], abs=0.005)
    assert two.stay_length == pytest.approx(one.stay_length, abs=0.002)
    assert (two.arrivals == one.arrivals).all()


def shifted(table, by):
    moments = {"arrived", "decided", "left", "requested", "entered", "started", "ended"}
    columns = {name: getattr(table, name) for name in type(table).__slots__}
    return type(table)(**{n: c + by if n in moments else c for n, c in columns.items()})
