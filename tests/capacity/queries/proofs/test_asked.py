"""A record is asked once, however many numbers want it."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.queries.proofs.asked import Asked
from tests.capacity.small import hospital
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db


def test_each_answer_is_computed_once_and_is_that_of_the_pages(django_assert_num_queries):
    found = queries.record(site=hospital(), by=nora(), at=AT + timedelta(minutes=120))
    asked = Asked(found, 7, "")
    assert asked.now == queries.emergency_now(found, queries.attendances(found))
    assert [one.key for one in queries.ten(found, days=7)] == list(asked.ten)
    assert (len(asked.here), len(asked.came), len(asked.left)) == (3, 5, 1)
    assert (len(asked.waits), len(asked.inside)) == (3, 3)
    with django_assert_num_queries(0):
        assert asked.now is asked.now and asked.ten is asked.ten
