"""Public holidays as codes: days of the same name are one kind."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import holidays

NAMES = {20_000: "New Year's Day", 20_359: "Christmas Day", 20_724: " christmas  DAY", 20_800: "X"}


def test_days_of_the_same_name_are_one_kind_whatever_capitals_and_spaces():
    found = holidays.codes(NAMES)
    assert found[20_359] == found[20_724]
    assert len(set(found.values())) == 3 and min(found.values()) == 1
    assert holidays.codes({}) == {}
    assert holidays.kind("  Good\tFriday ") == "good friday"


@given(st.dates())
def test_a_day_is_its_number_and_back(day):
    assert holidays.day(holidays.number(day)) == day
    assert holidays.number(date(1970, 1, 1)) == 0


def test_days_within_are_in_order_with_both_ends():
    shuffled = dict(reversed(NAMES.items()))
    assert list(holidays.within(shuffled, 20_000, 20_724)) == [20_000, 20_359, 20_724]
    assert holidays.within(NAMES, 20_001, 20_358) == {}
