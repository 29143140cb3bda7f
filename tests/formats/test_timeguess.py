"""Formats that read a column: one is proposed, two are a choice."""

from datetime import datetime, timedelta

import pytest

from carepath.formats.timeguess import formats, precision, zoned_share

START = datetime(2014, 1, 25, 10, 5, 7)  # noqa: DTZ001 - a wall clock
DAYS = [START + timedelta(days=n, minutes=7 * n) for n in range(20)]


@pytest.mark.parametrize(
    ("strftime", "expected"),
    [
        ("%Y-%m-%d %H:%M:%S", ""),
        ("%Y-%m-%dT%H:%M:%SZ", ""),
        ("%Y-%m-%d", ""),
        ("%Y/%m/%d %H:%M:%S.000", "yyyy/MM/dd HH:mm:ss.SSS"),
        ("%Y/%m/%d %H:%M:%S", "yyyy/MM/dd HH:mm:ss.SSS"),
        ("%Y/%m/%d %H:%M", "yyyy/MM/dd HH:mm"),
        ("%d-%m-%Y %H:%M", "dd-MM-yyyy HH:mm"),
        ("%d.%m.%Y %H:%M:%S", "dd.MM.yyyy HH:mm:ss.SSS"),
        ("%m/%d/%Y %I:%M %p", "MM/dd/yyyy hh:mm a"),
        ("%d/%m/%y", "dd/MM/yy"),
        ("%d %b %Y %H:%M", "d MMM yyyy HH:mm"),
        ("%b %d, %Y %H:%M", "MMM d, yyyy HH:mm"),
        ("%s", "epoch_s"),
        ("%s000", "epoch_ms"),
    ],
)
def test_one_format(strftime, expected):
    assert formats([day.strftime(strftime) for day in DAYS]) == (expected,)


def test_day_or_month_is_a_choice():
    values = ["03/04/2014 10:00", "05/06/2014 11:00"]
    assert formats(values) == ("dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm")
    assert formats([*values, "13/06/2014 11:00"]) == ("dd/MM/yyyy HH:mm",)


def test_some_bad_rows_change_nothing():
    assert formats(["2014-03-04 10:00:00"] * 19 + ["soon"]) == ("",)
    assert formats(["2014-03-04 10:00:00"] * 8 + ["soon"] * 2) == ()


@pytest.mark.parametrize("values", [[], [" "], ["A", "B"], ["1", "2"], ["x" * 5000], ["10:30"]])
def test_no_times(values):
    assert formats(values) == ()


def test_zone_and_precision():
    zoned, bare = "2014-03-04T10:00:00+01:00", "2014-03-04T10:00:00"
    assert zoned_share("", [zoned] * 3) == 1
    assert zoned_share("", [bare] * 3) == 0
    assert zoned_share("", [zoned, zoned, bare, zoned, "soon"]) == 0.75
    assert zoned_share("", []) == 0
    assert zoned_share("epoch_s", ["1393938307"]) == 1
    assert precision("", ["2014-03-04", "2014-03-05"]) == "day"
    stored = [f"2014-{month:02d}-03T00:00:00+01:00" for month in range(1, 13)] * 2
    assert precision("", stored) == "day"
    assert precision("", ["2014-03-04T10:01:00"]) == "min"
    assert precision("yyyy/MM/dd HH:mm:ss.SSS", ["2014/03/04 10:01:07.000"]) == "s"
    assert precision("", ["2014-03-04T10:01:07.5"]) == "us"
