from datetime import date

import pytest
from django.core.exceptions import ValidationError

from carepath.bottlenecks import forms
from carepath.ui.faults import WrongFilter


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2014-03-09", date(2014, 3, 9), date(2014, 3, 9)),
        ("2014-03-09/2014-04-30", date(2014, 3, 9), date(2014, 4, 30)),
        ("2014/2015-01", date(2014, 1, 1), date(2015, 1, 31)),
        ("2014-03-09/", date(2014, 3, 9), None),
        ("/2014-03-09", None, date(2014, 3, 9)),
    ],
)
def test_a_period_is_its_first_and_last_day(text, first, last):
    assert forms.days(text) == (first, last)


@pytest.mark.parametrize("text", ["", "14", "2014-13", "2014-02-30", "last week", "2014-1-1-1"])
def test_what_is_no_period_says_how_to_write_one(text):
    with pytest.raises(ValidationError, match="2014-03-09/2014-04-30"):
        forms.days(text)


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValidationError, match="before it begins"):
        forms.days("2015/2014")


def test_an_address_without_words_asks_for_the_first_page():
    found = forms.asked({})
    assert (found.source, found.first, found.last, found.phase) == ("", None, None, "")
    assert (found.share, found.drawn, found.whole) == (80, 0.8, False)


def test_an_address_is_read_with_care():
    found = forms.asked(
        {"source": " sepsis ", "from": "2014-01-01", "phase": "ward", "share": "95"}
    )
    assert (found.source, found.first, found.phase) == ("sepsis", date(2014, 1, 1), "ward")
    assert found.drawn == 0.95
    assert not forms.asked({"whole": "yes"}).whole


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"phase": "away"}, "Phase: choose department, ward"),
        ({"phase": "moon"}, "Phase: choose department, ward"),
        ({"share": "7"}, "Share drawn: write a whole number of percent from 20 to 100"),
        ({"share": "101"}, "Share drawn"),
        ({"share": "half", "phase": "x"}, "Phase.*Share drawn"),
    ],
)
def test_a_phase_or_share_that_is_none_is_named(values, words):
    with pytest.raises(WrongFilter, match=words):
        forms.asked(values)


def test_a_definition_is_asked_about_a_pair():
    page = forms.asked({})
    found = forms.measured({"pair_from": "A", "pair_to": "B", "within_s": "60"}, page)
    assert (found.source, found.target, found.within_s, found.drawn) == ("A", "B", 60, 0.8)
    found = forms.measured({"pair_from": "A", "pair_to": "B", "within_s": "soon"}, page)
    assert (found.source, found.target, found.within_s) == ("A", "B", None)
