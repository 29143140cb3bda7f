import numpy as np

from carepath.analysis import nights
from tests.analysis.troubled import all_series, told


def test_a_consult_that_is_slower_at_night():
    found = told(nights.looks(all_series(1, planted=True)))
    assert [finding.target for finding in found][:1] == ["Consult"]
    assert 35 < found[0].low < 45 < found[0].high < 55


def test_calm_nights_are_silent():
    for seed in range(4):
        assert told(nights.looks(all_series(seed)), p=0.003) == []


def test_nights_too_few_tell_nothing():
    series = [one.only(one.day < 5) for one in all_series(1, planted=True)]
    assert told(nights.looks(series), p=1) == []


def test_the_night_is_that_of_the_hospital():
    every = all_series(1, planted=True)
    found = told(nights.looks(every, (23, 6)))
    assert found[0].target == "Consult" and (found[0].first_hour, found[0].last_hour) == (23, 6)
    hours = np.arange(24)
    assert nights.is_night(hours, 22, 2).nonzero()[0].tolist() == [0, 1, 22, 23]
    assert nights.is_night(hours, 1, 3).nonzero()[0].tolist() == [1, 2]
