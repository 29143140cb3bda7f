from carepath.analysis.compared import Least, compared
from carepath.frames.moments import MINUTE
from tests.analysis.troubled import all_series

LEAST = Least(10 * MINUTE, 1.5, 7)


def consult():
    return next(one for one in all_series(1, planted=True) if one.target == "Consult")


def test_what_matters_is_a_finding_with_its_hours():
    series = consult()
    night = (series.hour >= 21) | (series.hour < 7)
    found = compared("night", series, night, ~night, series.day, LEAST, place=3)
    assert (found.target, found.unit, found.place) == ("Consult", "min", 3)
    assert found.low < found.effect < found.high
    assert found.n == night.sum()
    mean = series.us[night].mean() - series.us[~night].mean()
    assert abs(found.hours - mean * found.n / 3.6e9) < 1e-6


def test_what_is_little_few_or_of_few_days_is_not():
    series = consult()
    night = (series.hour >= 21) | (series.hour < 7)
    day = series.day
    assert compared("night", series, ~night, night, day, LEAST) is None
    assert compared("night", series, night, ~night, day, LEAST._replace(us=90 * MINUTE)) is None
    assert compared("night", series, night, ~night, day, LEAST._replace(ratio=9)) is None
    few = night & (day < 3)
    assert compared("night", series, few, ~night, day, LEAST) is None
