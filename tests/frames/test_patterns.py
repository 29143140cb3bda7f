"""Declared time formats against Python's own calendar."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from carepath.frames import patterns
from carepath.frames.patterns import DAY, MIN, US, PatternError, S, compile_pattern

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(form, *texts):
    found = patterns.read(compile_pattern(form), pl.Series(texts, dtype=pl.String))
    return [None if us is None else EPOCH + timedelta(microseconds=us) for us in found]


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        (
            "yyyy/MM/dd HH:mm:ss.SSS",
            "2014/10/22 11:15:41.250",
            at(2014, 10, 22, 11, 15, 41, 250000),
        ),
        ("yyyy/MM/dd HH:mm:ss.SSS", "2014/10/22 11:15:41", at(2014, 10, 22, 11, 15, 41)),
        ("dd-MM-yyyy HH:mm", "3-4-2014 9:05", at(2014, 4, 3, 9, 5)),
        ("MM/dd/yy HH:mm", "03/04/14 09:05", at(2014, 3, 4, 9, 5)),
        ("d MMM yyyy", "4 Mar 2014", at(2014, 3, 4)),
        ("MMMM d, yyyy hh:mm a", "March 4, 2014 01:05 PM", at(2014, 3, 4, 13, 5)),
        ("yyyyMMddHHmm", "201403041305", at(2014, 3, 4, 13, 5)),
        ("yyyy-MM-dd'T'HH:mm:ssXXX", "2014-03-04T13:05:00+02:00", at(2014, 3, 4, 11, 5)),
        ("yyyy-MM-dd'T'HH:mm:ssXXX", "2014-03-04T13:05:00Z", at(2014, 3, 4, 13, 5)),
        ("yyyy-MM-dd'T'HH:mm:ssXXX", "2014-03-04T13:05:00-0330", at(2014, 3, 4, 16, 35)),
        ("yyyy-MM-dd HH:mm:ss,SSS", "2014-03-04 13:05:00,5", at(2014, 3, 4, 13, 5, 0, 500000)),
        ("dd.MM.yyyy 'om' HH:mm", "04.03.2014 om 13:05", at(2014, 3, 4, 13, 5)),
        ("%d/%m/%Y %H:%M:%S.%f", "04/03/2014 13:05:00.000001", at(2014, 3, 4, 13, 5, 0, 1)),
        ("%Y-%m-%dT%H:%M:%S%z", "2014-03-04T13:05:00+0100", at(2014, 3, 4, 12, 5)),
        ("%F %T", "2014-03-04 13:05:07", at(2014, 3, 4, 13, 5, 7)),
    ],
)
def test_a_text_is_read_as_declared(form, text, moment):
    assert read(form, text) == [moment]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14/10/22 11:15:41",
        "2014/13/01 11:15:41",
        "2014/02/30 11:15:41",
        "2014/10/22 24:15:41",
        "2014/10/22 11:15",
        "2014/10/22 11:15:41 x",
        "2014-10-22 11:15:41",
        "22/10/2014 11:15:41",
        "2014/10/22 11:15:41.1234567890",
        "٢٠١٤/10/22 11:15:41",
    ],
)
def test_what_does_not_fit_is_not_read(text):
    assert read("yyyy/MM/dd HH:mm:ss.SSS", text, None) == [None, None]


def test_joined_digits_are_two_each():
    assert read("yyyyMMdd", "2014112", "20141102") == [None, at(2014, 11, 2)]


@pytest.mark.parametrize(
    ("form", "precision"),
    [("yyyy-MM-dd", DAY), ("yyyy-MM-dd HH:mm", MIN), ("%F %T", S), ("%F %T.%f", US)],
)
def test_precision_is_what_the_format_can_say(form, precision):
    assert compile_pattern(form).precision == precision


@pytest.mark.parametrize(
    "form",
    ["", "HH:mm", "yyyy-MM", "yyyy-yyyy-MM-dd", "yyyy-MM-dd hh:mm", "%Y-%j", "yyyy-MM-ddQ"]
    + ["yyyy-MM-dd HH:mm:ssSSS", "MM-dd-yyyy yy"],
)
def test_half_a_format_is_refused(form):
    with pytest.raises(PatternError):
        compile_pattern(form)
