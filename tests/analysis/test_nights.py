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
