"""Many rows at once: what goes in comes out, in one statement a chunk."""

import uuid

import pytest

from carepath.journeys.actions import bulk
from carepath.journeys.models import ChangeClock, Patient

pytestmark = pytest.mark.django_db


def rows(*values):
    bulk.insert(ChangeClock, ["id", "value"], values)


def found(*keys):
    return sorted(bulk.select(ChangeClock, ["id", "value"], "id IN {}", keys))


def test_insert_select_and_update():
    rows((5, 50), (6, 60), (7, 70))
    bulk.update(ChangeClock, ["value"], [(61, 6), (71, 7)])
    assert found(5, 6, 99) == [(5, 50), (6, 61)]


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


def test_fields_that_are_left_out_get_their_default():
    keys = [bulk.key_of(uuid.uuid4()) for _ in range(2)]
    bulk.create(Patient, ["key"], [(key,) for key in keys])
    bulk.create(ChangeClock, ["id"], [(9,)])
    assert ChangeClock.objects.get(pk=9).value == 0
    held = dict(bulk.select(Patient, ["key", "id"], "key IN {}", keys))
    assert set(held) == set(keys)
    assert set(held.values()) == set(Patient.objects.values_list("pk", flat=True))
