from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.simulator import flow

LONDON = ZoneInfo("Europe/London")


def us(*when):
    return int(datetime(*when, tzinfo=UTC).timestamp() * 1e6)


def test_hours_on_the_wall_clock_begin_on_a_monday_and_follow_summer_time():
    moments = np.array([us(2025, 1, 6), us(2025, 6, 30, 7, 30), -1])
    hours = flow.hours_of(moments, LONDON)
    assert hours[0] % 168 == 0
    assert hours[1] % 168 == 8.5
    assert np.isnan(hours[2])


def made(**more):
    good = {
        "since": 0.0,
        "until": 336.0,
        "units": ("A", "B"),
        "staffed": flow.every_hour([1, 2]),
        "visits": flow.Visits(),
        "stays": flow.Stays(),
    }
    return flow.History(**good | more)


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"since": 3.0}, "since"),
        ({"until": 0.0}, "until"),
        ({"until": 100.0}, "until"),
        ({"staffed": flow.every_hour([1])}, "staffed"),
        ({"stations": ("CT",)}, "servers"),
        ({"groups": ((0, 1), (1,))}, "groups"),
        ({"groups": ((0, 5),)}, "groups"),
        ({"visits": flow.Visits(case=np.array([1]))}, "visits.arrived"),
        ({"stays": flow.Stays(*[np.array([7])] * 6)}, "stays.unit"),
    ],
)
def test_what_does_not_fit_is_named(wrong, names):
    with pytest.raises(flow.HistoryError, match=names):
        made(**wrong)
    assert made().weeks == 2
