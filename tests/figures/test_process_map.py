import re

from carepath.figures import process_map
from carepath.figures.shapes import END, START, Stage, Way

STAGES = [
    Stage(START),
    Stage("Triage", "Triage", "12"),
    Stage('Lab "quick"\\n', 'Lab "quick"\\n', "7"),
    Stage("Ward", "Ward", "5"),
    Stage(END),
]
WAYS = [
    Way(START, "Triage", 12, ("12",)),
    Way("Triage", 'Lab "quick"\\n', 7, ("7", "5 min")),
    Way('Lab "quick"\\n', "Ward", 5, ("5", "1 h")),
    Way("Ward", "Ward", 2, ("2", "1 d")),
    Way("Ward", END, 5, ("5",)),
    Way("Triage", "Ward", 1, ("1", "2 h"), main=False),
]


def drawn():
    return process_map.draw(STAGES, WAYS)


def test_no_name_reaches_dot():
    source = process_map.dot(STAGES, WAYS)
    assert "quick" not in source
    assert source.count("->") == 5  # a rare way is not dot's business


def test_boxes_stand_from_left_to_right():
    across = [box.x for box in drawn().boxes]
    assert across == sorted(across)


def test_every_way_is_drawn_in_its_order():
    picture = drawn()
    assert [(c.source, c.target) for c in picture.curves] == [(w.source, w.target) for w in WAYS]
    assert all(re.fullmatch(r"M[-\d., C]+", curve.path) for curve in picture.curves)
    assert all(curve.head for curve in picture.curves)


def test_width_is_frequency():
    widths = [curve.width for curve in drawn().curves]
    assert widths[0] == max(widths)
    assert sorted(widths, reverse=True)[-1] == widths[-1] == min(widths)


def test_main_ways_carry_their_label_and_rare_ones_do_not():
    *main, rare = drawn().curves
    assert [[text for _x, _y, text in curve.texts] for curve in main] == [
        list(way.label) for way in WAYS[:-1]
    ]
    assert rare.texts == ()


def test_the_frame_holds_every_box_and_arc():
    picture = drawn()
    for box in picture.boxes:
        assert picture.x <= box.left
        assert box.x + box.width / 2 <= picture.x + picture.width
        assert picture.y <= box.top
        assert box.y + box.height / 2 <= picture.y + picture.height
    for curve in picture.curves:
        for x, y in curve.reach:
            assert picture.x <= x <= picture.x + picture.width
            assert picture.y <= y <= picture.y + picture.height


def test_more_rare_ways_move_nothing():
    more = [*WAYS, Way("Ward", "Triage", 1, main=False)]
    boxes = process_map.draw(STAGES, more).boxes
    assert [(box.x, box.width) for box in boxes] == [(box.x, box.width) for box in drawn().boxes]


def test_long_names_wrap_and_are_cut():
    assert process_map.name_lines("ER Sepsis Triage") == ["ER Sepsis", "Triage"]
    lines = process_map.name_lines("A very long name of a stage that nobody would ever draw")
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_wide_letters_need_more_room():
    assert process_map.text_width("mmm", 10) > process_map.text_width("iii", 10)
