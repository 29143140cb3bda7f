import pytest

from carepath.figures import arcs
from carepath.figures.shapes import Box, Way

LEFT = Box("A", 50, 50, 60, 40, (), None)
RIGHT = Box("B", 250, 50, 60, 40, (), None)


def test_an_arc_goes_from_border_to_border():
    curve = arcs.arc(Way("A", "B", 1), LEFT, RIGHT, 2)
    begin, *_, tip = curve.reach
    assert abs(begin[0] - 50) == pytest.approx(30) or abs(begin[1] - 50) == pytest.approx(20)
    assert tip[0] < RIGHT.x
    assert curve.path.startswith("M")
    assert len(curve.head.split()) == 3


def test_there_and_back_bend_apart():
    there = arcs.arc(Way("A", "B", 1), LEFT, RIGHT, 2).reach[1][1]
    back = arcs.arc(Way("B", "A", 1), RIGHT, LEFT, 2).reach[1][1]
    assert (there - 50) * (back - 50) < 0


def test_a_loop_stands_above_its_box():
    curve = arcs.arc(Way("A", "A", 1), LEFT, LEFT, 2)
    assert min(y for _x, y in curve.reach) < LEFT.top


def test_the_frame_grows_for_what_leaves_it():
    inside = arcs.framed(300, 100, [LEFT], [])
    margin = arcs.PAD_PX
    assert (inside.x, inside.y) == (-margin, -margin)
    assert (inside.width, inside.height) == (300 + 2 * margin, 100 + 2 * margin)
    loop = arcs.arc(Way("A", "A", 1), LEFT, LEFT, 2)
    framed = arcs.framed(300, 100, [LEFT], [loop])
    assert framed.y < inside.y
    assert framed.y + framed.height == 100 + margin
