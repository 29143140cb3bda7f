import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.simulator.flow import stations

HOURS = 48
jobs = st.lists(
    st.tuples(st.floats(0, 40, allow_nan=False), st.floats(0.1, 5)), min_size=1, max_size=30
)
opened = st.lists(st.integers(0, 3), min_size=HOURS, max_size=HOURS)


def lived(found, servers, begins=0):
    joins = np.sort(np.array([join for join, _ in found])) + begins
    takes = np.array([take for _, take in found])
    return (
        joins,
        takes,
        stations.starts(joins, takes, np.zeros(len(joins), bool), np.array(servers), begins),
    )


@settings(max_examples=60, deadline=None)
@given(jobs, opened)
def test_nobody_starts_before_asking_or_out_of_turn_or_above_the_number(found, servers):
    joins, takes, begun = lived(found, servers)
    served = ~np.isnan(begun)
    assert not served[np.argmin(served) :].any() or served.all()
    assert (begun[served] >= joins[served]).all()
    assert (np.diff(begun[served]) >= 0).all()
    for at in begun[served]:
        busy = ((begun <= at) & (begun + takes > at)).sum()
        assert busy <= servers[int(at)]


@settings(max_examples=60, deadline=None)
@given(jobs, opened)
def test_a_server_more_lets_nobody_wait_longer(found, servers):
    _, _, few = lived(found, servers)
    _, _, more = lived(found, [number + 1 for number in servers])
    assert (np.nan_to_num(more, nan=1e9) <= np.nan_to_num(few, nan=1e9) + 1e-9).all()


def test_a_closed_station_starts_nobody_and_work_in_hand_is_finished():
    servers = [1, 1, 0, 0, 1, 1]
    _, _, begun = lived([(0.0, 3.0), (0.5, 1.0), (5.0, 1.0)], servers)
    assert begun[:2].tolist() == [0.0, 4.0] and begun[2] == 5.0


def test_hours_may_begin_before_zero():
    _, _, begun = lived([(0.5, 1.0)], [0, 1], begins=-168)
    assert begun.tolist() == [-167.0]


def test_who_goes_first_passes_those_who_wait_and_interrupts_nobody():
    joins, takes = np.array([0.0, 0.1, 0.2, 0.3]), np.ones(4)
    first = np.array([False, False, False, True])
    begun = stations.starts(joins, takes, first, np.ones(9), 0)
    assert begun.tolist() == [0.0, 2.0, 3.0, 1.0]
