import numpy as np
import pytest

from carepath.simulator import flow
from tests.simulator.flow import made


def lived(weeks=8, seed=1, **more):
    """What a known model recorded."""
    return flow.run(made.model(**more), seed=seed, weeks=weeks)


def test_waiting_for_the_next_bed_is_no_part_of_a_stay():
    model = made.model(rate=0.2, beds=(6, 3), lengths=(10.0,))
    object.__setattr__(model, "stay_next", np.where(model.stay_unit == 0, 1, -1))
    found = flow.calibrate(flow.run(model, seed=1, weeks=8))
    first = found.stay_unit == 0
    assert found.stay_length[first] == pytest.approx(10.0, abs=0.002)
    assert (found.stay_next[first] == 1).all() and (found.stay_next[~first] == -1).all()


def test_stays_that_go_on_count_with_what_is_known():
    """A record of two weeks of stays of five days on average: leaving open ones out halves them."""
    record = lived(weeks=2, rate=1.0, beds=(400,), lengths=made.exponential(120))
    model = flow.calibrate(record)
    ended = record.stays.left - record.stays.entered
    came = record.stays.entered >= 0
    assert np.nanmean(ended[came]) < 85
    assert model.stay_length.mean() == pytest.approx(120, rel=0.2)


def test_bringing_and_making_ready_are_told_apart():
    model = made.model(rate=1.0, beds=(12,), lengths=made.exponential(10), turnaround=0.8)
    object.__setattr__(model, "bed_handling", (np.array([0.4, 0.6]),))
    record = with_beds(flow.run(model, seed=1, weeks=8), 12)
    found = flow.calibrate(record)
    assert np.mean(found.bed_handling[0]) == pytest.approx(0.5, abs=0.03)
    assert found.turnaround[0] == pytest.approx(0.8, abs=0.15)


def with_beds(record, number):
    """The same with beds numbered, as wards do it: the bed that has been empty the longest."""
    stays = record.stays
    empty_since, bed = dict.fromkeys(range(number), -1e9), np.full(len(stays.case), -1)
    for row in np.argsort(stays.entered, kind="stable").tolist():
        if stays.entered[row] == stays.entered[row]:
            bed[row] = min(empty_since, key=empty_since.get)
            left = stays.left[row]
            empty_since[bed[row]] = left if left == left else 1e9
    numbered = flow.Stays(*[getattr(stays, name) for name in flow.Stays.__slots__[:-1]], bed)
    return flow.History(
        record.since, record.until, record.units, record.staffed, record.visits, numbered
    )
