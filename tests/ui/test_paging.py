"""Paging by key: every row once, whatever the ties, and rows that come in between shift nothing."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.places.models import Site
from carepath.ui import paging
from carepath.work.models import Delivery
from tests.factories import AT


def walk(values, ids, **how):
    seen, after = [], ""
    while True:
        page = paging.ranked(values, ids, after=after, **how)
        seen += list(page.items)
        if not page.after:
            return seen
        after = page.after


@given(st.lists(st.integers(-5, 5), max_size=60), st.integers(1, 7), st.booleans())
def test_every_row_comes_once_in_order(values, size, largest):
    ids = np.random.default_rng(len(values)).permutation(len(values)).astype(np.int64)
    array = np.array(values, np.int64)
    expected = sorted(
        range(len(values)), key=lambda i: ((-1 if largest else 1) * values[i], ids[i])
    )
    assert walk(array, ids, size=size, largest=largest) == expected


def test_a_key_that_is_none_shows_the_first_page():
    values = np.array([3, 1, 2])
    for text in ("", "x", "1", "1_x", "9" * 30 + "_1", "1_-4"):
        assert list(paging.ranked(values, np.arange(3), after=text).items) == [0, 2, 1]


def test_a_new_row_does_not_shift_the_next_page():
    values, ids = np.array([9, 8, 7, 6]), np.array([1, 2, 3, 4])
    first = paging.ranked(values, ids, size=2)
    more_values, more_ids = np.append(values, 10), np.append(ids, 5)
    second = paging.ranked(more_values, more_ids, after=first.after, size=2)
    assert list(more_values[second.items]) == [7, 6]


@pytest.mark.django_db
def test_rows_of_a_table_newest_first():
    for slug in "abcde":
        Site.objects.create(slug=slug, name=slug)
    first = paging.newest(Site.objects.all(), size=2)
    assert [row.slug for row in first.items] == ["e", "d"]
    second = paging.newest(Site.objects.all(), after=first.after, size=2)
    third = paging.newest(Site.objects.all(), after=second.after, size=2)
    assert [row.slug for row in second.items] == ["c", "b"]
    assert ([row.slug for row in third.items], third.after) == (["a"], "")
    assert len(paging.newest(Site.objects.all(), after="x" * 9).items) == 5


@pytest.mark.django_db
def test_rows_of_a_table_by_moment_come_once_whatever_ties():
    for n, minute in enumerate((3, 1, 2, 2, 2, 5)):
        Delivery.objects.create(kind="mail", key=str(n), created_at=AT + timedelta(minutes=minute))
    for pages, wanted in ((paging.latest, "504321"), (paging.earliest, "123405")):
        seen, after = "", ""
        while True:
            page = pages(Delivery.objects.all(), "created_at", after=after, size=2)
            seen += "".join(row.key for row in page.items)
            after = page.after
            if not after:
                break
        assert seen == wanted
    for far in ("x", "9" * 18 + "_1"):
        assert len(paging.latest(Delivery.objects.all(), "created_at", after=far).items) == 6
