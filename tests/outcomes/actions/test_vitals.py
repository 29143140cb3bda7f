"""Measured values: each once, in the words written last, whatever order they came in."""

from dataclasses import replace
from itertools import permutations

import pytest

from carepath.frames.vitals import Measured
from carepath.ingestion.actions import declare_feed
from carepath.outcomes import actions
from carepath.outcomes.models import Vital
from tests.factories import AT, site

pytestmark = pytest.mark.django_db

PULSE = Measured("Heart rate", 72, "/min", 10, 20, "r1", visit="V1")
CORRECTED = replace(PULSE, value=70, written=30)
GONE = replace(PULSE, value=0, written=40, retracted=True)


@pytest.fixture
def source():
    return declare_feed(name="ward", site=site(), by="test", at=AT)


def observe(source, *measured):
    return actions.observe(measured, source=source, message=7, at=AT)


def test_a_value_is_kept_once(source):
    assert observe(source, PULSE) == 1
    assert observe(source, PULSE) == 0
    row = Vital.objects.get()
    assert (row.name, row.value, row.unit, row.visit, row.message) == (
        "Heart rate", 72, "/min", "V1", 7,
    )  # fmt: skip


@pytest.mark.parametrize("order", list(permutations([PULSE, CORRECTED, GONE])))
def test_the_word_written_last_counts_in_any_order(source, order):
    for one in order:
        observe(source, one)
    row = Vital.objects.get()
    assert (row.retracted, row.written_at.microsecond) == (True, 40)


def test_the_same_holds_within_one_message(source):
    assert observe(source, CORRECTED, PULSE) == 1
    assert Vital.objects.get().value == 70


def test_of_two_written_at_once_arrival_decides_nothing(source):
    other = replace(PULSE, value=99)
    observe(source, other)
    observe(source, PULSE)
    assert Vital.objects.get().value == 99


def test_nothing_measured_asks_the_database_nothing(source, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert observe(source) == 0
