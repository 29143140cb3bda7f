"""The clock."""

from carepath.ui import clock


def test_now_is_aware_and_does_not_go_back():
    first = clock.now()
    assert first.utcoffset().total_seconds() == 0
    assert clock.now() >= first
