"""Times as text: the declared format only."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from carepath.analysis.timetext import Reader
from carepath.frames.mapping import Mapping

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(form, *texts):
    mapping = Mapping("c", "a", "t", time_format=form)
    return Reader(mapping).read(pl.Series(texts, dtype=pl.String))


def moments(times):
    return [
        str(EPOCH + timedelta(microseconds=us))[:-6] if known else None
        for us, known in zip(times.us.tolist(), times.known, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "moment", "naive", "precision"),
    [
        ("2014-03-04 13:05:07", "2014-03-04 13:05:07", True, 0),
        ("2014-03-04T13:05:07.5", "2014-03-04 13:05:07.500000", True, 0),
        ("2014-03-04T13:05:07,25Z", "2014-03-04 13:05:07.250000", False, 0),
        ("2014-03-04T13:05:07.000+01:00", "2014-03-04 12:05:07", False, 0),
        ("2014-03-04 13:05:07 +0100", "2014-03-04 12:05:07", False, 0),
        ("2014-03-04 13:05+01", "2014-03-04 12:05:00", False, 2),
        ("2014-03-04T13:05", "2014-03-04 13:05:00", True, 2),
        ("2014-03-04", "2014-03-04 00:00:00", True, 3),
        ("20140304T130507Z", "2014-03-04 13:05:07", False, 0),
        ("  2014-03-04 13:05:07 ", "2014-03-04 13:05:07", True, 0),
    ],
)
def test_iso(text, moment, naive, precision):
    times = read("", text, "nonsense", None, "")
    assert moments(times) == [moment, None, None, None]
    assert times.given.tolist() == [True, True, False, False]
    assert (times.naive[0], times.precision[0]) == (naive, precision)


def test_forms_may_mix_in_iso_but_not_in_a_declared_format():
    mixed = ["2014-03-04 13:05:07", "2014-03-04T13:05:07Z", "2014-03-04"] * 2
    assert read("", *mixed).known.all()
    assert read("yyyy-MM-dd HH:mm:ss", *mixed).known.tolist() == [True, False, False] * 2


@pytest.mark.parametrize("text", ["1899-12-31", "2300-01-01", "0001-01-01", "9999-12-31"])
def test_a_wild_year_is_no_time(text):
    times = read("", text)
    assert (times.given[0], times.known[0], times.us[0]) == (True, False, 0)


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("epoch_s", "1393938307", "2014-03-04 13:05:07"),
        ("epoch_s", "1393938307.5", "2014-03-04 13:05:07.500000"),
        ("epoch_ms", "1393938307250", "2014-03-04 13:05:07.250000"),
        ("epoch_s", "1e400", None),
        ("epoch_s", "nan", None),
        ("epoch_s", "soon", None),
        ("epoch_s", "-1e18", None),
    ],
)
def test_numbers(form, text, moment):
    assert moments(read(form, text, None)) == [moment, None]


def test_take_keeps_the_columns_together():
    times = read("", "2014-03-04", "x", "2014-03-05").take(
        pl.Series([True, False, True]).to_numpy()
    )
    assert moments(times) == ["2014-03-04 00:00:00", "2014-03-05 00:00:00"]
