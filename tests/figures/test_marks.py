from datetime import UTC, datetime, timedelta

import plotly.graph_objects as go
import pytest

from carepath.figures import marks
from carepath.figures.marks import Marker

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def moment(text, kind=marks.BEGAN, days=0):
    at = AT + timedelta(days=days)
    return Marker(at, at, text, kind)


def test_a_moment_is_a_line_where_it_was_with_its_words():
    found = marks.over([moment("v2 in force")])
    (shape,), (text,) = found["shapes"], found["annotations"]
    assert (shape["type"], shape["x0"], shape["x1"]) == (
        "line",
        "2026-03-02 09:30",
        "2026-03-02 09:30",
    )
    assert (shape["y0"], shape["y1"], shape["yref"]) == (0, 1, "paper")
    assert text["text"] == "▶ v2 in force" and text["textangle"] == -90


def test_a_period_is_a_band_behind_the_traces():
    (shape,) = marks.over([Marker(AT, AT + timedelta(days=2), "norovirus")])["shapes"]
    assert (shape["type"], shape["layer"]) == ("rect", "below")
    assert (shape["x0"], shape["x1"]) == ("2026-03-02 09:30", "2026-03-04 09:30")


def test_kinds_differ_by_more_than_colour():
    drawn = [marks.over([moment("x", kind)]) for kind in marks.LOOKS]
    looks = {(one["shapes"][0]["line"]["dash"], one["annotations"][0]["text"]) for one in drawn}
    assert len(looks) == len(marks.LOOKS)


def test_marks_of_one_day_share_a_line_and_the_gravest_decides():
    found = marks.over([moment("v1 in force"), moment("v2 rolled back", marks.ROLLED_BACK)])
    assert len(found["shapes"]) == 1
    assert found["shapes"][0]["line"]["dash"] == "dash"
    assert found["annotations"][0]["text"] == "▶ v1 in force · ↩ v2 rolled back"
    assert len(marks.over([moment("a"), moment("b", days=1)])["shapes"]) == 2


def test_long_words_are_cut_beside_the_line_and_told_whole():
    long = moment("x" * 90)
    assert len(marks.over([long])["annotations"][0]["text"]) == marks.LONGEST
    assert marks.told([long]) == [("2026-03-02", "x" * 90)]


@pytest.mark.parametrize("kind", list(marks.LOOKS))
def test_plotly_takes_it(kind):
    assert go.Figure({"data": [], "layout": marks.over([moment("x", kind)])})
