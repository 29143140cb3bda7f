"""Many rows at once: what goes in comes out, in one statement a chunk."""

import pytest

from carepath.journeys.actions import bulk
from carepath.journeys.models import ChangeClock

pytestmark = pytest.mark.django_db


def rows(*values):
    bulk.insert(ChangeClock, ["id", "value"], values)


def found(*keys):
    return sorted(bulk.select(ChangeClock, ["id", "value"], "id IN {}", keys))


def test_insert_select_and_update():
    rows((5, 50), (6, 60), (7, 70))
    bulk.update(ChangeClock, ["value"], [(61, 6), (71, 7)])
    assert found(5, 6, 99) == [(5, 50), (6, 61)]
    assert bulk.columns_of(ChangeClock, without=["id"]) == ["value"]


def test_a_condition_may_hold_more():
    rows((5, 50), (6, 60))
    chosen = bulk.select(ChangeClock, ["id"], "value > %s AND id IN {}", [5, 6], [55])
    assert list(chosen) == [(6,)]


def test_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert found() == []
        bulk.update(ChangeClock, ["value"], [])


def test_long_lists_go_in_chunks(django_assert_num_queries):
    rows(*((key, key) for key in range(1, 2 * bulk.CHUNK)))
    with django_assert_num_queries(2):
        assert len(found(*range(1, 2 * bulk.CHUNK))) == 2 * bulk.CHUNK - 1
