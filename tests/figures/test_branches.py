from hypothesis import given
from hypothesis import strategies as st

from carepath.figures import branches
from carepath.figures.branches import MOST, Node


def drawn(*nodes):
    return branches.rows([Node(*node) for node in nodes])


def test_a_straight_line_stays_in_its_lane():
    last, middle, first = drawn((3, 2), (2, 1), (1, None))
    assert [row.lane for row in (last, middle, first)] == [0, 0, 0]
    assert (last.into, last.out) == ((), ((0, False),))
    assert (middle.into, middle.out) == (((0, False),), ((0, False),))
    assert (first.into, first.out) == (((0, False),), ())


def test_a_branch_has_a_lane_of_its_own_until_where_it_comes_from():
    three, two, one = drawn((3, 1), (2, 1), (1, None))
    assert (three.lane, two.lane, one.lane) == (0, 1, 0)
    assert two.through == ((0, False),)
    assert one.into == ((0, False), (1, False))
    assert two.lanes == 2 and one.out == ()


def test_what_it_came_from_before_is_a_dashed_line():
    rebased, two, one = drawn((3, 2, (1,)), (2, 1), (1, None))
    assert rebased.out == ((0, False), (1, True))
    assert two.through == ((1, True),)
    assert one.into == ((0, False), (1, True))


def test_a_parent_that_is_not_there_has_no_line():
    (row,) = drawn((3, 2, (1,)))
    assert (row.out, row.lanes) == ((), 1)


def test_many_branches_are_no_wider_than_can_be_read():
    found = drawn(*((n, 1) for n in range(40, 1, -1)), (1, None))
    assert max(row.lanes for row in found) == MOST


@given(st.lists(st.integers(0, 30), max_size=30))
def test_what_goes_down_arrives(choices):
    """Below every row as many lines leave as come into the next one and pass it, none is lost."""
    n = len(choices)
    nodes = [(n - at, (n - at - 1 - pick % (n - at - 1)) if n - at > 1 else None)
             for at, pick in enumerate(choices)]  # fmt: skip
    found = drawn(*nodes)
    for row, below in zip(found, found[1:], strict=False):
        assert sorted(row.through + row.out) == sorted(below.through + below.into)
    assert sum(len(row.out) for row in found) == sum(len(row.into) for row in found)
