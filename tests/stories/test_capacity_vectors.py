"""Every published vector of capacity and crowding, each to 1e-6: none is left out, and how many
there are is counted."""

import json

import numpy as np
import pytest

from carepath.analysis import bed_demand, crowding, erlang, escalation, occupancy
from carepath.analysis.crowding import Department
from carepath.frames.escalation import SHIPPED, Bands, Rules

NEAR = {"abs": 1e-6}
IN_WORDS = {
    "source", "tool", "verified", "checked_by", "formula", "formulas", "capping", "caveat",
    "wrong_in_the_wild",
}  # fmt: skip
"""What the files say in words, or say again in words: no numbers."""


@pytest.fixture(scope="module")
def refs(shared):
    return {
        name: json.loads((shared / f"refs/{name}.json").read_text())
        for name in ("capacity", "nedocs")
    }


class Tried:
    """Holds what was compared with what is published, and how many numbers that were."""

    def __init__(self):
        self.n = 0

    def __call__(self, found, published, **near):
        values = np.atleast_1d(found)
        assert values == pytest.approx(np.atleast_1d(published), **(near or NEAR))
        self.n += len(values)


def three_ways(case, tried):
    hours = np.array(case["stays_hours"], np.int64)
    beds, day = case["available_beds"], case["window_hours"]
    there = occupancy.steps(hours[:, 0], hours[:, 1])
    staffed = occupancy.Steps(np.array([0]), np.array([beds]))
    expected = case["expected"]
    night = there.when(np.array([day - 1]))
    tried(occupancy.midnight_percent(night, np.array([beds])), expected["midnight_pct"])
    weighted = occupancy.weighted_percent(there.integral(0, day), staffed.integral(0, day))
    tried(weighted, expected["time_weighted_pct"])
    tried(occupancy.peak_percent(there, staffed, 0, day), expected["peak_pct"])


def month(case, tried):
    used, had, gone = (
        case[name] for name in ("occupied_bed_days", "available_bed_days", "discharges")
    )
    assert had == case["beds"] * case["days"]
    percent = occupancy.weighted_percent(used, had)
    stay = occupancy.length_of_stay(used, gone)
    tried(percent, case["occupancy_pct"])
    tried(stay, case["alos_days"])
    tried(occupancy.turnover(gone, case["beds"]), case["bed_turnover_rate"])
    tried(occupancy.turnover_interval(had, used, gone), case["turnover_interval_days"])
    tried(percent * case["days"] / (stay * 100), case["bed_turnover_indirect"])


def turnover(case, tried):
    tried(occupancy.turnover(case["discharges"], case["beds"]), case["bed_turnover_rate"])


def little(case, tried):
    minutes = np.rint(np.array(case["stays_hours"]) * 60).astype(np.int64)
    found = occupancy.little(minutes[:, 0], minutes[:, 1], 0, case["window_hours"] * 60)
    assert found.exact
    tried([found.mean, found.rate_times_stay], [case["mean_census"]] * 2)
    tried(found.arrivals / case["window_hours"], case["arrivals_per_hour"])
    tried(found.stays / found.arrivals / 60, case["mean_stay_hours"])
    steps = occupancy.steps(minutes[:, 0], minutes[:, 1])
    tried(steps.peak(0, case["window_hours"] * 60), case["peak"])


def erlang_b(case, tried):
    for row in case["vectors"]:
        tried(erlang.blocked(row["offered_load"], row["beds"]), row["blocking"])
        tried(erlang.utilisation(row["offered_load"], row["beds"]), row["utilisation"])
    for row in case["beds_needed"]:
        beds = erlang.beds_needed(row["offered_load"], row["blocking_below"])
        tried(beds, row["beds"])
        used = erlang.utilisation(row["offered_load"], beds)
        tried(used, row["utilisation"], abs=5e-5)  # published with four figures


def erlang_c(case, tried):
    for row in case["vectors"]:
        tried(erlang.waits(row["offered_load"], row["servers"]), row["prob_wait"])


def poisson(case, tried):
    for row in case["vectors"]:
        beds = erlang.poisson_beds(row["mean_census"], 0.95)
        tried(beds, row["p95_beds"])
        tried(row["mean_census"] / beds, row["mean_over_p95"], abs=5e-5)
        law = bed_demand.of_newcomers([row["mean_census"]])
        tried(law.beyond([beds])[0], row["prob_census_above"])


def demand(case, tried):
    stay = bed_demand.of_stayers(np.array(case["stay_probabilities"])[:, None])
    law = bed_demand.total([stay, bed_demand.of_newcomers([case["newcomers_mean"]])])
    tried(stay.pmf[0], case["stayers_pmf"])
    tried(law.pmf[0, : len(case["demand_pmf"])], case["demand_pmf"])
    tried([law.mean[0], law.variance[0]], [case["mean"], case["variance"]])
    for beds, chance in case["prob_demand_above_beds"].items():
        tried(law.beyond([int(beds)])[0], chance)


def lines(case, tried):
    """The quoted lines are the first two bands that the shipped rules begin with."""
    tried(SHIPPED.bands["occupancy"].edges[:2], case["values_pct"])


def cuts(case, tried):
    """The shipped cut-offs are the published ones, and the last level is all beyond them."""
    most = [case[f"level_{n}_up_to"] for n in (1, 2, 3, 4)]
    tried(SHIPPED.cuts, most[:3])
    rules = Rules({"a": Bands(tuple(range(1, 45)), tuple(range(45)))}, SHIPPED.cuts,
                  SHIPPED.cards, ())  # fmt: skip
    for level, points in enumerate(most, 1):
        tried(escalation.score(rules, {"a": points}).level, level)
        beyond = escalation.score(rules, {"a": points + 1}).level
        assert beyond == min(level + 1, 4)


def nedocs(rows, tried):
    for row in rows:
        score = crowding.nedocs(Department(**{name: row[name] for name in Department.__slots__}))
        tried([score, crowding.rounded(score)], [row["score"], row["rounded"]])
        assert crowding.band(score) == row["band"]


def edges(rows, tried):
    for row in rows:
        assert crowding.band(row["score"]) == row["band"]
        tried.n += 1


def bands(rows, tried):
    for low, high, band in rows:
        for score in filter(None, (low, high)):
            assert crowding.band(score) == band
            tried.n += 1


def nothing(_said, _tried):
    """A zero denominator gives no score."""
    for beds in (0, None):
        assert crowding.nedocs(Department(20, 2, 0.5, 0, 2, beds, 300)) is None
        assert crowding.nedocs(Department(20, 2, 0.5, 0, 2, 30, beds)) is None


def inputs(said, _tried):
    """What the file explains is what a department is made of."""
    assert set(said) <= set(Department.__slots__)


TRY = {
    "capacity": {
        "occupancy_three_ways": three_ways, "hospital_month": month, 
        "bed_turnover_published": turnover, "little": little, "erlang_b": erlang_b,
        "erlang_c": erlang_c, "poisson_census": poisson, "bed_demand_pmf": demand,
        "reference_lines": lines, "local_escalation_cut_points": cuts,
    },
    "nedocs": {
        "vectors": nedocs, "band_edges": edges, "bands_on_rounded_score": bands,
        "undefined_when": nothing, "denominators": inputs,
    },
}  # fmt: skip
"""File -> key -> what tries it."""
NUMBERS = {"capacity": 99, "nedocs": 37}


@pytest.mark.parametrize("name", TRY)
def test_every_key_is_tried(refs, name):
    keys = {key for key in refs[name] if key not in IN_WORDS}
    assert keys == set(TRY[name])


@pytest.mark.parametrize("name", TRY)
def test_every_number_that_is_published_is_found(refs, name):
    tried = Tried()
    for key, attempt in TRY[name].items():
        before = tried.n
        attempt(refs[name][key], tried)
        assert tried.n > before or key in ("undefined_when", "denominators"), key
    assert tried.n == NUMBERS[name]
