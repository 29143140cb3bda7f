"""Labels of acuity stay as their hospital writes them; what nobody said is a label as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.frames import acuity


def test_the_attribute_is_known_by_its_name_whatever_its_spelling():
    said = ["age", "Triage_Level", "ESI", "case:acuity", "complaint", "esiLevel", "triaged at"]
    assert acuity.attributes(said) == ["case:acuity", "Triage_Level", "ESI", "esiLevel"]
    assert acuity.attributes([]) == []


@pytest.mark.parametrize(
    ("said", "label"),
    [("3", "3"), ("3.0", "3"), ("3.5", "3.5"), (" very  urgent ", "very urgent"), ("U2", "U2"),
     (None, "?"), ("", "?"), ("None", "?"), ("-", "?"), ("0", "0")],
)  # fmt: skip
def test_a_label_is_what_was_said(said, label):
    assert acuity.label(said) == label


def test_two_comes_before_ten_and_what_is_no_level_last():
    assert acuity.in_order(["?", "10", "2", "+", "U1", "1"]) == ["1", "2", "10", "U1", "+", "?"]


@given(st.text())
def test_a_label_is_its_own_label(said):
    once = acuity.label(said)
    assert acuity.label(once) == once and 0 < len(once) <= acuity.LONGEST


@given(st.lists(st.text(max_size=6)))
def test_the_order_does_not_depend_on_the_one_before(labels):
    assert acuity.in_order(labels) == acuity.in_order(reversed(labels))
