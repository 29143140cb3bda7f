from dataclasses import replace

import numpy as np

from carepath.analysis import unit_delays
from carepath.analysis.series import ranks
from carepath.frames.moments import MINUTE
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


def test_two_slow_wards_do_not_stand_out():
    (transport,) = [one for one in all_series(0) if one.target == "Transport"]
    slow = np.isin(transport.unit, (12, 13))
    longer = transport.us + np.where(slow, 30 * MINUTE, 0)
    looks = unit_delays.looks([replace(transport, us=longer, rank=ranks(longer))])
    assert told(looks, p=1) == []
