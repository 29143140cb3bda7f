import json

import pytest

from carepath.analysis import erlang


@pytest.fixture(scope="module")
def published(shared):
    return json.loads((shared / "refs/capacity.json").read_text())


def test_erlang_b(published):
    for row in published["erlang_b"]["vectors"]:
        load, beds = row["offered_load"], row["beds"]
        assert erlang.blocked(load, beds) == pytest.approx(row["blocking"], abs=1e-6)
        assert erlang.utilisation(load, beds) == pytest.approx(row["utilisation"], abs=1e-6)
    for row in published["erlang_b"]["beds_needed"]:
        assert erlang.beds_needed(row["offered_load"], row["blocking_below"]) == row["beds"]


def test_erlang_c(published):
    for row in published["erlang_c"]["vectors"]:
        found = erlang.waits(row["offered_load"], row["servers"])
        assert found == pytest.approx(row["prob_wait"], abs=1e-6)
    assert erlang.waits(5, 5) == 1


def test_poisson_census(published):
    for row in published["poisson_census"]["vectors"]:
        assert erlang.poisson_beds(row["mean_census"], 0.95) == row["p95_beds"]


def test_no_load_needs_no_bed_that_is_free():
    assert erlang.blocked(0, 0) == 1
    assert erlang.blocked(0, 3) == 0
    assert erlang.beds_needed(0, 0.05) == 1


def test_what_is_no_load_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        erlang.blocked(-1, 3)
    with pytest.raises(ValueError, match="any number"):
        erlang.beds_needed(3, 0)
