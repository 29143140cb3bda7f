from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import civil
from carepath.frames.moments import HOUR, MINUTE, from_us, to_us


def us(text):
    return to_us(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    "name", ["Europe/Amsterdam", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)
def test_wall_clocks_equal_those_of_the_standard_library(name):
    zone = ZoneInfo(name)
    rng = np.random.default_rng(4)
    moments = rng.integers(us("2012-01-01T00:00+00:00"), us("2016-01-01T00:00+00:00"), 3_000)
    wall = civil.local(moments, zone)
    for moment, local in zip(moments.tolist(), wall.tolist(), strict=True):
        there = from_us(moment).astimezone(zone)
        assert from_us(local).replace(tzinfo=None) == there.replace(tzinfo=None)


def test_the_hour_of_the_change_is_exact():
    zone = ZoneInfo("Europe/Amsterdam")
    change = us("2014-03-30T01:00+00:00")
    moments = np.array([change - 1, change, change + HOUR, us("2014-10-26T01:00+00:00") - MINUTE])
    assert civil.hour(civil.local(moments, zone)).tolist() == [1, 3, 4, 2]


def test_keys_of_each_period():
    zone = ZoneInfo("Europe/Amsterdam")
    moments = np.array([us("2014-06-01T21:59+00:00"), us("2014-06-01T22:00+00:00")])
    keys = {period: civil.keys(moments, period, zone).tolist() for period in civil.PERIODS}
    assert keys == {
        "day": ["2014-06-01", "2014-06-02"],
        "week": ["2014-05-26", "2014-06-02"],
        "month": ["2014-06", "2014-06"],
        "weekday": [6, 0],
        "hour": [23, 0],
    }


def test_an_unknown_period_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        civil.keys(np.array([0]), "fortnight", ZoneInfo("UTC"))


def test_no_instants_have_no_keys():
    assert civil.keys(np.array([], np.int64), "day", ZoneInfo("UTC")).tolist() == []
