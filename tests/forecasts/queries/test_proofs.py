"""What a page says of nights and errors, counted by hand."""

import pytest

from carepath.forecasts import queries
from carepath.forecasts.models import Backtest
from carepath.places.models import Unit

NIGHTS = [[0, 1, 0.3, 2], [1, 2, 0.1, 1], [2, 3, 0.25, 0], [3, 4, 0.0, 0], [4, 5, 0.6, 0]]
RESULT = {
    "nights": NIGHTS,
    "baselines": {"persistence": {"mase": 0.4}, "other": {"mase": 0.3}, "none": {"mase": None}},
    "misses": [{"origin": 0, "ahead": 3, "point": 4, "actual": 9, "outside": True}],
}


def row(series="W1", **result):
    unit = Unit(pk=5, code=series, name="Ward 1") if series else None
    return Backtest(series=series, unit=unit, result=RESULT | result)


def test_nights_are_counted_at_the_limit_in_use_and_at_others():
    proof = queries.Proof(row())
    assert proof.warned == queries.Warned(nights=5, short=2, warned=1, false=2)
    assert proof.warned.missed == 1
    assert proof.warned_at(0.1) == queries.Warned(5, 2, 2, 2)
    assert proof.warned_at(0.5) == queries.Warned(5, 2, 0, 1)
    assert proof.best == ("other", 0.3)
    assert proof.misses[0][1:] == (3, 4, 9, True)


def test_single_units_make_the_sum_and_the_whole_stands_last():
    found = queries.proofs([row(""), row("W2"), row("W1")])
    assert [proof.row.series for proof in found][-1] == ""
    assert queries.together(found) == queries.Warned(10, 4, 2, 4)
    assert found[0].name == "Ward 1" and found[-1].name == ""
    assert queries.Proof(Backtest(result={"baselines": {}})).best[1] != pytest.approx(0)


def test_groups_of_acuity_stand_in_order():
    found = queries.Proof(row(acuity={"?": {"n": 1}, "10": {"n": 2}, "2": {"n": 3}}))
    assert found.acuities == [("2", {"n": 3}), ("10", {"n": 2}), ("?", {"n": 1})]
    assert queries.Proof(row()).acuities == []
