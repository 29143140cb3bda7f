from random import Random
from statistics import mean

import pytest

from carepath.frames.moments import MINUTE
from carepath.simulator import parameters


def test_the_document_is_whole():
    loaded = parameters.load()
    assert len(loaded.arrivals.hours) == 24 and len(loaded.arrivals.months) == 12
    assert abs(sum(loaded.arrivals.hours) / 24 - 1) < 0.01
    assert sum(loaded.mix.acuity) == pytest.approx(1)
    roles = {entry.role for entry in loaded.stations.values()}
    assert roles == set(loaded.staff)
    assert all(entry.open <= entry.physical for entry in loaded.units.values())


def test_a_scenario_replaces_numbers_and_leaves_the_rest():
    loaded = parameters.load({"arrivals": {"per_day": 300}, "units": {"AMU": {"open": 10}}})
    assert loaded.arrivals.per_day == 300.0 and loaded.units.AMU.open == 10
    assert loaded.units.AMU.physical == parameters.load().units.AMU.physical


@pytest.mark.parametrize(
    ("scenario", "says"),
    [
        ({"arivals": {}}, "arivals: there is no such parameter"),
        ({"arrivals": {"per_night": 3}}, "arrivals.per_night: there is no"),
        ({"arrivals": {"hours": [1, 2]}}, "arrivals.hours: a list of 24"),
        ({"arrivals": {"per_day": "many"}}, "arrivals.per_day: a number of 0 or more"),
        ({"arrivals": {"per_day": -1}}, "arrivals.per_day: a number of 0 or more"),
        ({"units": {"AMU": {"open": 1.5}}}, "units.AMU.open: a whole number"),
        ({"units": 3}, "units: a table is needed"),
        ({"site": {"zone": 3}}, "site.zone: a text"),
    ],
)
def test_what_does_not_fit_is_named(scenario, says):
    with pytest.raises(parameters.ParameterError, match=says):
        parameters.load(scenario)


def test_parameters_are_frozen():
    loaded = parameters.load()
    with pytest.raises(AttributeError):
        loaded.arrivals.per_day = 3
    with pytest.raises(AttributeError):
        _ = loaded.arrivals.no_such
    with pytest.raises(AttributeError):
        _ = loaded.no_such


def test_a_timing_has_the_mean_it_says():
    drawn = [parameters.timing(20, 0.5).draw(Random(n)) / MINUTE for n in range(4000)]
    assert mean(drawn) == pytest.approx(20, rel=0.04)
    with pytest.raises(parameters.ParameterError):
        parameters.timing(0, 1)
    assert parameters.load().timings["icu_hours"].mean > 1000
