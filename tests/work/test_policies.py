from datetime import timedelta

from carepath.work import policies


def test_poison_begins_at_the_cap():
    assert [n for n in range(8) if policies.is_poison(n)] == [5, 6, 7]


def test_rest_grows_and_ends():
    assert [policies.rest(n).seconds for n in (1, 2, 3, 8, 9, 400)] == [2, 4, 8, 256, 300, 300]
    assert policies.rest(0) == timedelta(seconds=1)
