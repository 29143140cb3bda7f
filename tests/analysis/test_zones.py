"""Civil time against the standard library's zone data."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import zones

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock
US = timedelta(microseconds=1)
HOUR = 3_600_000_000


def us(text):
    return (datetime.fromisoformat(text).replace(tzinfo=None) - EPOCH) // US


def read(*texts, zone=AMSTERDAM):
    return zones.to_utc(np.array([us(text) for text in texts], np.int64), zone)


def test_the_vectors_of_the_definitions():
    autumn = read("2013-10-27 02:31", "2013-10-27 02:16")
    assert autumn.utc.tolist() == [us("2013-10-27 00:31"), us("2013-10-27 00:16")]
    assert autumn.second.tolist() == [HOUR, HOUR]
    spring = read("2014-03-30 01:30", "2014-03-30 03:30", "2014-03-30 02:30")
    assert np.diff(spring.utc[:2]).tolist() == [HOUR]
    assert spring.utc[2] == us("2014-03-30 01:30")
    assert spring.skipped.tolist() == [False, False, True]
    day = read("2013-10-26 12:00", "2013-10-27 12:00")
    assert np.diff(day.utc).tolist() == [25 * HOUR]


@pytest.mark.parametrize(
    "name",
    [
        *("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut"),
        *("America/Sao_Paulo", "America/Havana", "Africa/Cairo", "Asia/Kolkata", "UTC"),
    ],
)
def test_every_reading_is_that_of_the_standard_library(name):
    zone, rng = ZoneInfo(name), random.Random(7)
    walls = []
    day = datetime(1976, 1, 1)  # noqa: DTZ001
    while day < datetime(2030, 1, 1):  # noqa: DTZ001
        turn = day.replace(tzinfo=zone).utcoffset()
        after = day + timedelta(days=1)
        if turn != after.replace(tzinfo=zone).utcoffset() or rng.random() < 0.005:
            walls += [day + timedelta(minutes=rng.randint(-90, 1530)) for _ in range(8)]
            walls.append(day)
        day = after
    found = zones.to_utc(np.array([(wall - EPOCH) // US for wall in walls], np.int64), zone)
    for wall, utc, second, skipped in zip(
        walls, found.utc, found.second, found.skipped, strict=True
    ):
        first, later = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
        expected = (first.astimezone(UTC).replace(tzinfo=None) - EPOCH) // US
        gain = (first.utcoffset() - later.utcoffset()) // US
        assert (utc, second, skipped) == (expected, max(0, gain), gain < 0), wall


def test_second_passes_follow_the_file():
    case = np.array([1, 2, 1, 1, 2, 1])
    local = [us(f"2013-10-27 02:{minute}") for minute in (31, 10, 16, 45, 20, 16)]
    second, lone = zones.second_passes(case, np.array(local))
    assert second.tolist() == [False, False, True, True, False, True]
    assert lone.tolist() == [False, True, False, False, True, False]


def test_another_night_is_another_matter():
    local = np.array([us("2014-10-26 02:31"), us("2013-10-27 02:16")])
    second, lone = zones.second_passes(np.array([1, 1]), local)
    assert not second.any()
    assert lone.all()
    assert [len(part) for part in zones.second_passes(np.empty(0, int), np.empty(0, int))] == [0, 0]


def test_midnight_is_the_start_of_the_local_day():
    moments = np.array([us("2011-01-09 23:00"), us("2011-07-09 23:00"), us("2011-07-10 21:59")])
    expected = [us("2011-01-09 23:00"), us("2011-07-09 22:00"), us("2011-07-09 22:00")]
    assert zones.midnight(moments, AMSTERDAM).tolist() == expected
