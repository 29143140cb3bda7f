import plotly.graph_objects as go

from carepath.figures import shares

TITLES = ("week", "satisfied", "95 % interval", "of")


def drawing(**more):
    return shares.trend(
        ["2026-01-05", "2026-01-12"], [0.5, 0.75], ([0.2, 0.4], [0.8, 0.9]), [(1, 2), (3, 4)],
        titles=TITLES, summary="Up.", **more,
    )  # fmt: skip


def test_shares_lie_within_their_interval_in_percent():
    low, high, line = drawing().traces
    assert list(line["y"]) == [50.0, 75.0]
    assert low["y"] == [20.0, 40.0] and high["y"] == [80.0, 90.0]
    assert line["customdata"] == ["1 / 2", "3 / 4"]


def test_the_table_says_the_same():
    found = drawing()
    assert found.head == ["week", "satisfied, %", "95 % interval, %", "of"]
    assert found.rows[1] == ["2026-01-12", 75.0, "40.0–90.0", "3 / 4"]


def test_a_mark_is_a_line_with_its_text():
    layout = drawing(marks=[("2026-01-10", "in force")]).layout
    assert layout["shapes"][0]["x0"] == layout["shapes"][0]["x1"] == "2026-01-10"
    assert layout["annotations"][0]["text"] == "in force"
    assert drawing().layout["shapes"] == []


def test_plotly_takes_it():
    found = drawing(marks=[("2026-01-10", "in force")])
    assert go.Figure({"data": found.traces, "layout": found.layout})
