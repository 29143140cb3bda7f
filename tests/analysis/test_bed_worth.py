"""The worth of beds, against hours of waiting counted one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis import bed_demand, bed_worth
from carepath.analysis.bed_demand import Demand
from carepath.analysis.bed_worth import Price

# Stay probabilities .9 .5 .2 plus Poisson(1.5): 4 beds are short with 15.5 %, 5 with 5.5 %, 6 with
# 1.6 %.
LAW = bed_demand.total(
    [
        bed_demand.of_stayers(np.tile([[0.9], [0.5], [0.2]], 72)),
        bed_demand.of_newcomers(np.full(72, 1.5)),
    ]
)


def known(*needed):
    """A law without doubt: so many beds are needed at the end of each hour."""
    return Demand(np.eye(max(needed) + 1)[list(needed)])


def test_a_bed_is_used_when_more_are_needed_than_there_are_before_it():
    assert bed_worth.used(LAW, 4, 3)[0] == pytest.approx([0.155, 0.055, 0.016], abs=5e-4)
    assert bed_worth.used(LAW, 4, 0).shape == (72, 0)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(0, 9), st.integers(1, 6))
def test_what_beds_are_worth_is_the_waiting_they_spare(needed, staffed, beds):
    waiting = [sum(max(one - there, 0) for one in needed) for there in (staffed, staffed + beds)]
    worth = bed_worth.used(known(*needed), staffed, beds)
    assert worth.sum() == pytest.approx(waiting[0] - waiting[1])
    assert (np.diff(worth, axis=1) <= 0).all()


def test_beds_are_opened_for_the_day_that_begins_when_they_can_be():
    before, day = [9] * 4, [6] * 18 + [5] * 6
    price = Price(opens=0.75, lead=4)
    assert bed_worth.to_open(bed_worth.used(known(*before, *day, 9), 4, 9), price) == 2
    dearer = Price(opens=0.76, lead=4)
    assert bed_worth.to_open(bed_worth.used(known(*before, *day, 9), 4, 9), dearer) == 1
    assert bed_worth.to_open(bed_worth.used(known(*before, *day), 4, 0), price) == 0


def test_beds_are_closed_when_the_next_hours_hardly_need_them():
    price = Price(keeps=0.25, soon=8)
    soon = known(*[6] * 1 + [5] * 1 + [4] * 6, *[9] * 9)
    assert bed_worth.to_close(bed_worth.used(soon, 4, 2), price) == 1  # 5 needed in 2 of 8: kept
    assert bed_worth.to_close(bed_worth.used(known(*[4] * 8, *[9] * 9), 4, 2), price) == 2
    assert bed_worth.to_close(bed_worth.used(soon, 4, 0), price) == 0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_what_is_opened_is_not_closed_at_once_while_its_hours_are_alike(chance, one, other):
    price, bed = Price(opens=max(one, other), keeps=min(one, other)), np.full((72, 1), chance)
    assert not (bed_worth.to_open(bed, price) and bed_worth.to_close(bed, price))


@pytest.mark.parametrize(
    "wrong", [{"opens": 0.2, "keeps": 0.3}, {"opens": 1.1}, {"keeps": -0.1}, {"soon": 0}]
)
def test_prices_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="kept at or below"):
        Price(**wrong)
