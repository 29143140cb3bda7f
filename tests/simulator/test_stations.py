from carepath.simulator.stations import Beds, Pool, Station


def test_the_lowest_free_machine_is_taken():
    station = Station("ct", "radiographer", 2)
    assert (station.take(), station.take(), station.busy) == (0, 1, 2)
    station.give_back(0)
    assert station.take() == 0
    other = Station("ct", "radiographer", 2)
    other.claim(1)
    assert other.take() == 0


def test_servers_without_numbers():
    station = Station("doctor", "doctor", 0)
    assert station.take() == -1
    station.claim(-1)
    station.give_back(-1)
    assert station.busy == 1


def test_beds_are_held_until_given_back():
    beds = Beds("A", 2, 3)
    assert [beds.take(), beds.take(), beds.available] == [0, 1, 0]
    beds.open = 1
    assert beds.available == -1
    beds.give_back(1)
    beds.claim(2)
    assert beds.held == 2


def test_a_pool_prefers_the_unit_asked_for_then_the_emptiest():
    one, two, three = Beds("A", 1, 1), Beds("B", 2, 2), Beds("C", 3, 3)
    pool = Pool((one, two, three))
    assert pool.choose("A") is one
    one.take()
    assert pool.choose("A") is three
    for beds in (two, three):
        beds.open = 0
    assert pool.choose("A") is None
