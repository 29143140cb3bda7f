import plotly.graph_objects as go

from carepath.figures import histograms, theme

NAMES, COUNTS = ["under 1 h", "1–2 h", "2–4 h"], [3, 1200, 7]


def drawing(**more):
    titles = ("length", "journeys")
    return histograms.bars(NAMES, COUNTS, key="lengths", titles=titles, summary="So.", **more)


def test_one_bar_a_step():
    trace = drawing().traces[0]
    assert (trace["x"], trace["y"]) == (NAMES, COUNTS)
    assert trace["text"] == ["3", "1,200", "7"]


def test_the_median_is_marked():
    found = drawing(middle=1, note="median 1 h 20 min")
    colours = found.traces[0]["marker"]["color"]
    assert colours[1] == theme.colour("care")
    assert colours[0] == colours[2] == theme.colour("stay")
    assert found.layout["annotations"][0]["x"] == "1–2 h"
    assert drawing().layout["annotations"] == []


def test_plotly_accepts_it_and_the_table_says_the_same():
    found = drawing(middle=1, note="median", links=["/a", "/b", "/c"])
    go.Figure(found.traces, found.layout)
    assert list(found.rows) == [("under 1 h", 3), ("1–2 h", 1200), ("2–4 h", 7)]
    assert found.links == [["/a", "/b", "/c"]]
