"""Who may connect, and how much there may be."""

import pytest

from carepath.ingestion.mllp.limits import Full, Limits, Room


def test_networks_and_addresses():
    assert Limits().admits("203.0.113.7")
    limits = Limits(allowed=("10.1.0.0/16", "192.0.2.7"))
    told = ("10.1.9.9", "192.0.2.7", "::ffff:10.1.9.9", "10.2.0.1", "::1", "fe80::1%eth0")
    assert [limits.admits(one) for one in told] == [True, True, True, False, False, False]


def test_connections_are_counted_in_all_and_by_address():
    room = Room(Limits(connections=3, per_address=2))
    with room.connection("::1"), room.connection("::1"):
        with pytest.raises(Full, match="its address"), room.connection("::1"):
            pass
        with room.connection("::2"), pytest.raises(Full), room.connection("::3"):
            pass
    with room.connection("::1"), room.connection("::1"):
        pass


def test_who_is_not_on_the_list():
    with pytest.raises(Full, match="list"), Room(Limits(allowed=("::2",))).connection("::1"):
        pass


def test_bytes_are_counted_over_all_connections():
    room = Room(Limits(held_bytes=100))
    room.hold(60)
    with pytest.raises(Full):
        room.hold(60)
    room.hold(-60)
    room.hold(-20)
    room.hold(20)
    assert room.held == 60
