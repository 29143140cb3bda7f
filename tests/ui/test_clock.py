"""The clock."""

from datetime import timedelta

from carepath.ui import clock


def test_now_is_aware_and_does_not_go_back():
    first = clock.now()
    assert first.utcoffset().total_seconds() == 0
    assert clock.now() >= first


def test_a_site_may_have_a_clock_of_its_own():
    class Ahead:
        def time(self, real):
            return real + timedelta(days=14)

    before = clock.now()
    assert timedelta(days=14) <= clock.now(Ahead()) - before < timedelta(days=14, minutes=1)
