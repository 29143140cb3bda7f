from carepath.figures.shapes import Box


def test_a_box_knows_its_corner():
    box = Box("A", 50, 50, 60, 40, (), None)
    assert (box.left, box.top) == (20, 30)
