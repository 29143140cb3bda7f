from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.formats import hourly_counts
from carepath.formats.hourly_counts import SeriesError
from carepath.frames.moments import HOUR

CHICAGO = ZoneInfo("America/Chicago")


def table(*rows, header="time,count"):
    return "\n".join([header, *rows, ""]).encode()


def read(*rows, **more):
    return hourly_counts.read(table(*rows), **more)


def test_a_series_of_the_wall_clock():
    found = read("2026-03-01 22:00,3", "2026-03-01T23:00:00,0", "2026-03-02T00:00,12")
    assert (found.first // HOUR, found.real) == (492334, False)
    assert found.counts.tolist() == [3, 0, 12]


def test_other_columns_and_a_byte_order_mark_do_not_matter():
    raw = "\ufeffunit,count,time\r\nA,4,2026-03-01T22\r\nA,5.0,2026-03-01T23\r\n".encode()
    assert hourly_counts.read(raw).counts.tolist() == [4, 5]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (["2026-03-01T00:00,1", "2026-03-01T02:00,1"], "Row 2, column time: hours are missing"),
        (["2026-03-01T00:00,1", "2026-03-01T00:00,1"], "Row 2, column time: .* is there twice"),
        (
            ["2026-03-01T05:00,1", "2026-03-01T06:00,1", "2026-03-01T03:00,1"],
            "Row 3, column time: .* comes after a later one",
        ),
        (["2026-03-01T00:00,-2"], "Row 1, column count: -2 is negative"),
        (["2026-03-01T00:00,many"], "Row 1, column count: 'many' is not a number"),
        (["2026-03-01T00:00,NaN"], "Row 1, column count: 'NaN' is not a number"),
        (["2026-03-01T00:00,2.5"], "Row 1, column count: 2.5 is not a whole number"),
        (["2026-03-01T00:00,1e3"], "Row 1, column count: 1e3 is not a whole number"),
        (["2026-03-01T00:00,"], "Row 1, column count: the cell is empty"),
        (["2026-03-01T00:30,1"], "Row 1, column time: .* is not a full hour"),
        (["2026-03-01,1"], "Row 1, column time: .* has no hour"),
        (["yesterday,1"], "Row 1, column time: 'yesterday' is no time"),
        ([",1"], "Row 1, column time: '' is no time"),
        (["2026-03-01T00:00"], "Row 1, column count: the row has only 1 cell"),
        (
            ["2026-03-01T00:00Z,1", "2026-03-01T01:00,1"],
            "Row 2, column time: some times have an offset",
        ),
        (
            ["2026-03-29T00:00+00:00,1", "2026-03-29T02:00+01:00,1"],
            "Row 2, column time: .* name the zone",
        ),
        ([], "empty"),
    ],
)
def test_what_does_not_fit_is_told_with_row_and_column(rows, why):
    with pytest.raises(SeriesError, match=why):
        read(*rows)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"hour,count\n1,2\n", "Header: one column time is needed, there are hour, count"),
        (b"time,count,count\n1,2,3\n", "one column count"),
        (b"time,count\n\xff\xfe,2\n", "UTF-8"),
        (b'time,count\n"2026-03-01T00:00,2\n', "quotation marks"),
    ],
)
def test_what_is_no_table_is_refused(raw, why):
    with pytest.raises(SeriesError, match=why):
        hourly_counts.read(raw)


def test_gaps_are_not_known_when_that_is_asked_for():
    found = read("2026-03-01T00:00,1", "2026-03-01T03:00,", "2026-03-01T04:00,2", gaps=True)
    assert np.isnan(found.counts).tolist() == [False, True, True, True, False]


def test_the_hour_that_spring_skips_may_be_left_out_and_no_other():
    rows = ["2014-03-09T01:00,5", "2014-03-09T03:00,6"]
    found = read(*rows, zone=CHICAGO)
    assert found.counts[[0, 2]].tolist() == [5, 6]
    assert np.isnan(found.counts[1])
    with pytest.raises(SeriesError, match="missing"):
        read(*rows)
    with pytest.raises(SeriesError, match="missing"):
        read("2014-03-09T01:00,5", "2014-03-09T04:00,6", zone=CHICAGO)


def test_the_hour_that_autumn_repeats_may_come_twice_and_no_other():
    rows = ["2013-11-03T00:00,5", "2013-11-03T01:00,6", "2013-11-03T01:00,7", "2013-11-03T02:00,8"]
    assert read(*rows, zone=CHICAGO).counts.tolist() == [5, 13, 8]
    with pytest.raises(SeriesError, match="Row 3, column time: .* is there twice"):
        read(*rows)
    with pytest.raises(SeriesError, match="Row 4, column time: .* is there twice"):
        read(*rows[:3], rows[1], zone=CHICAGO)
    with pytest.raises(SeriesError, match="Row 2, column time: .* is there twice"):
        read(rows[0], rows[0], zone=CHICAGO)


def test_offsets_and_a_zone_give_real_hours():
    rows = ["2013-11-03T01:00-05:00,6", "2013-11-03T01:00-06:00,7"]
    found = read(*rows, zone=CHICAGO)
    assert (found.real, found.counts.tolist()) == (True, [6, 7])
    assert found.first // HOUR % 24 == 6


def test_one_offset_throughout_is_its_own_zone():
    found = read("2026-03-01T22:00Z,3", "2026-03-01T23:00Z,4")
    assert (found.real, found.first // HOUR % 24) == (False, 22)


def test_special_days_and_their_kinds():
    day = (date(2026, 12, 25) - date(1970, 1, 1)).days
    found = hourly_counts.read_days(b"date,name\n2026-12-25,Christmas\n2026-12-26,\n")
    assert found == {day: "Christmas", day + 1: ""}
    assert hourly_counts.read_days(b"date\n2026-12-25\n") == {day: ""}
    with pytest.raises(SeriesError, match="Row 1, column date: '25.12.2026' is no date"):
        hourly_counts.read_days(b"date\n25.12.2026\n")
