from dataclasses import replace

import numpy as np
import pytest

from carepath.simulator import flow
from carepath.simulator.flow import calibration
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


def test_days_that_differ_more_than_by_chance_are_noticed():
    model = made.model(rate=8.0, beds=(400,), lengths=(10.0,))
    object.__setattr__(model, "dispersion", 0.04)
    assert flow.calibrate(flow.run(model, seed=1, weeks=12)).dispersion == pytest.approx(
        0.04, rel=0.5
    )


def test_scans_before_the_decision_are_told_from_others():
    model = made.model(rate=0.5, beds=(30,), servers=(2,), scan_take=[0.5, 0.7])
    record = flow.run(model, seed=1, weeks=4)
    found = flow.calibrate(record)
    assert len(found.other_take) <= 2  # those under way at the end
    assert set(np.unique(found.visit_take[~np.isnan(found.visit_take)])) == {0.5, 0.7}
    assert found.visit_decided.max() <= 0.001


def busy_scanner(first):
    """One scanner, busy most of the time; half of its scans are those of no visit."""
    model = made.model(rate=0.6, beds=(60,), servers=(1,), scan_take=[0.5, 0.7])
    for name, value in (
        ("scan_handling", (np.array([0.2, 0.4]),)),
        ("visits_first", np.array([first])),
        ("other_week", np.repeat(np.arange(4), 112)),
        ("other_hour", np.tile(np.arange(112) * 1.5, 4)),
        ("other_station", np.zeros(448, int)),
        ("other_take", np.full(448, 0.6)),
    ):
        object.__setattr__(model, name, value)
    return flow.run(model, seed=1, weeks=8)


@pytest.mark.parametrize("first", [False, True])
def test_who_is_scanned_first_and_how_long_it_takes_to_be_ready_is_seen_in_queues(first):
    record = busy_scanner(first)
    waits = record.scans.started - record.scans.requested
    found = flow.calibrate(record)
    assert np.nanmean(waits) > 0.5
    assert found.visits_first.tolist() == [first]
    assert found.scan_handling[0].mean() == pytest.approx(0.3, abs=0.04)


def test_lengths_of_which_some_are_only_known_to_be_longer():
    """By hand: of 1, 2+, 3, 4 the chances are 1/4, 3/8 and 3/8."""
    found = calibration._quantiles(np.array([3.0, 2.0, 1.0, 4.0]), np.array([1, 0, 1, 1], bool))
    shares = [(found == length).mean() for length in (1, 2, 3, 4)]
    assert shares == pytest.approx([0.25, 0, 0.375, 0.375], abs=0.01)


def test_a_crowd_is_who_waits_for_a_bed():
    visits = flow.Visits(
        np.arange(4), np.array([1.0, 2.0, 3.0, 9.0]), np.array([1.0, 2.0, 4.0, 9.5]),
        np.array([5.0, 8.0, 4.0, 9.5]), np.array([True, True, False, False]),
    )  # fmt: skip
    stays = flow.Stays(
        np.array([0, 1, 0]), np.zeros(3, int), np.array([1.0, 2.0, 6.0]),
        np.array([5.0, 8.0, 7.0]), np.array([7.0, 9.0, 9.0]), np.full(3, -1),
    )  # fmt: skip
    record = flow.History(0.0, 336.0, ("A",), flow.every_hour([2]), visits, stays)
    first, _ = calibration._first_stays(record)
    at = np.array([0.5, 2.5, 6.5, 8.5])
    assert calibration._boarders(record, first, at).tolist() == [0, 2, 1, 0]


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
        calibration.calibrate(record())


def test_a_record_may_begin_at_any_monday():
    record = busy_scanner(False)
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
