from carepath.analysis import unit_delays
from tests.analysis.troubled import all_series, told


def test_the_ward_whose_transport_takes_longer():
    found = [f for f in told(unit_delays.looks(all_series(1, planted=True))) if f.kind == "wait"]
    assert [(f.target, f.place) for f in found] == [("Transport", 13)]
    assert 20 < found[0].low <= 25 <= found[0].high < 30


def test_calm_units_are_silent():
    for seed in range(4):
        assert told(unit_delays.looks(all_series(seed)), p=0.003) == []


def test_a_stage_of_one_unit_has_nothing_to_compare():
    ct = [one for one in all_series(0) if one.target == "CT"]
    assert unit_delays.looks(ct) == []
