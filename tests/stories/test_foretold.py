"""The invented hospital's record is calibrated on, and its weeks to come are foretold."""

import sys
from functools import cache

import numpy as np
import polars as pl
import pytest

from benchmarks import bench_whatif, hidden, recorded
from carepath.frames.moments import HOUR
from carepath.frames.spans import STAY
from carepath.simulator import flow
from carepath.simulator.stages import INPATIENT
from tests.simulator.worlds import LONDON, PARAMETERS, STARTS, lived, present

BEDS = {unit: PARAMETERS.units[unit].open for unit in INPATIENT}
OPEN = np.full((1, 168), 4.0)


@pytest.fixture(scope="module")
def three_weeks():
    return lived(21)[1]


def test_a_record_holds_every_visit_bed_and_scan(three_weeks):
    found = recorded.history(three_weeks, LONDON, STARTS, 3, BEDS, OPEN)
    events = present(three_weeks)
    registered = events.filter(pl.col("stage") == "Registration")
    assert len(found.visits.case) == registered["case"].n_unique()
    begun = events.filter(
        (pl.col("kind") == STAY) & pl.col("unit").is_in(INPATIENT) & pl.col("started").is_not_null()
    )
    entered = ~np.isnan(found.stays.entered)
    assert entered.sum() == len(begun)
    hours = np.nansum(np.nan_to_num(found.stays.left, nan=found.until) - found.stays.entered)
    end = STARTS + 21 * 24 * HOUR
    expected = begun.select((pl.col("ended").fill_null(end) - pl.col("started")).sum()).item()
    assert hours == pytest.approx(expected / HOUR)
    assert (found.stays.bed[entered] >= 0).all()
    assert len(found.scans.case) == (events["stage"] == "CT").sum()


def test_a_calm_hospital_is_reproduced(three_weeks):
    """Three weeks of the demo's hospital, run again: no interval, the level within reason."""
    record = recorded.history(three_weeks, LONDON, STARTS, 3, BEDS, OPEN, after=1)
    seen = flow.outcomes_of(record)
    model = flow.calibrate(record)
    runs = [flow.outcomes_of(flow.run(model, seed=seed, weeks=2)) for seed in range(4)]
    for key, within in (
        ("bed_wait_p50", 0.1),
        ("occupancy_mean", 0.08),
        ("department_stay_p50", 0.05),
        ("scan_wait_mean:CT", 0.08),
    ):
        assert np.mean([run[key] for run in runs]) == pytest.approx(seen[key], rel=within), key


def test_the_model_knows_nothing_of_the_engine():
    """What calibrates and runs takes only frames and numpy: no module of the engine."""
    names = [name for name in sys.modules if name.startswith("carepath.simulator.flow")]
    assert len(names) > 10
    engine = {"engine", "hospital", "way", "visits", "stations", "arrivals", "parameters", "roster"}
    for name in names:
        held = vars(sys.modules[name]).values()
        of = {getattr(one, "__module__", None) or getattr(one, "__name__", "") for one in held}
        assert not {f"carepath.simulator.{one}" for one in engine} & of, name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "key"),
    [(1005, "bed_wait_mean"), (1005, "occupancy_mean"), (1002, "scan_wait_mean:CT")],
)
def test_an_intervention_is_foretold_in_hidden_hospitals(seed, key, hidden_hospitals):
    """Two hospitals for development: fewer arrivals, and a scanner that is open longer."""
    lived_on, found = hidden_hospitals(seed)
    true, before = lived_on.with_change[key], lived_on.without[key]
    assert 0.95 * found[key].after.low95 <= true <= 1.05 * found[key].after.high95
    assert true < before
    assert found[key].difference.mean < 0 and found[key].lower > 0.8


@pytest.fixture(scope="module")
def hidden_hospitals():
    @cache
    def of(seed):
        drawn = hidden.draw(seed)
        lived_on = hidden.live(drawn)
        model = flow.calibrate(lived_on.past)
        pairs = list(flow.pairs(model, [drawn.change], seed=seed, runs=20))
        return lived_on, {one.key: one for one in flow.compare(*zip(*pairs, strict=True))}

    return of


def test_places_within_and_beside_an_interval():
    spread = flow.Spread(2.0, 1.0, 3.0, 0.0, 4.0)
    assert [bench_whatif._place(spread, true) for true in (0.9, 1.0, 3.0, 3.1)] == [-1, 0, 0, 1]
