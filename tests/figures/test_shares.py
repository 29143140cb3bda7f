from datetime import UTC, datetime

import plotly.graph_objects as go

from carepath.figures import shares
from carepath.figures.marks import Marker
from carepath.figures.shares import Series

TITLES = ("week", "satisfied", "95 % interval")
ALL = Series(
    "of all", ["2026-01-05", "2026-01-12"], [0.5, 0.75], ([0.2, 0.4], [0.8, 0.9]), [(1, 2), (3, 4)]
)
MEASURED = Series("of measured", ["2026-01-12"], [1.0], ([0.44], [1.0]), [(3, 3)])
AT = datetime(2026, 1, 10, 8, tzinfo=UTC)


def drawing(*series, **more):
    return shares.trend(series or [ALL], key="trend", titles=TITLES, summary="Up.", **more)


def test_shares_lie_within_their_interval_in_percent():
    low, high, line = drawing().traces
    assert list(line["y"]) == [50.0, 75.0]
    assert low["y"] == [20.0, 40.0] and high["y"] == [80.0, 90.0]
    assert line["customdata"] == ["1 / 2", "3 / 4"]


def test_lines_are_told_apart_by_dash_and_symbol():
    found = drawing(ALL, MEASURED)
    first, second = found.traces[2], found.traces[5]
    assert (first["name"], second["name"]) == ("of all", "of measured")
    assert first["line"]["dash"] != second["line"]["dash"]
    assert first["marker"]["symbol"] != second["marker"]["symbol"]
    assert found.layout["showlegend"]
    assert [trace.get("showlegend", True) for trace in found.traces] == [False, False, True] * 2


def test_the_table_says_the_same_and_what_is_not_there():
    found = drawing(ALL, MEASURED)
    assert found.head[1:4] == ["of all, %", "95 % interval, %", "of all, k / n"]
    assert found.rows == [
        ["2026-01-05", 50.0, "20.0–80.0", "1 / 2", "–", "–", "–"],
        ["2026-01-12", 75.0, "40.0–90.0", "3 / 4", 100.0, "44.0–100.0", "3 / 3"],
    ]


def test_a_marker_is_a_line_with_its_text():
    layout = drawing(markers=[Marker(AT, AT, "in force")]).layout
    assert layout["shapes"][0]["x0"] == layout["shapes"][0]["x1"] == "2026-01-10 08:00"
    assert layout["annotations"][0]["text"] == "in force"
    assert drawing().layout["shapes"] == []


def test_plotly_takes_it():
    found = drawing(ALL, MEASURED, markers=[Marker(AT, AT, "in force")])
    assert go.Figure({"data": found.traces, "layout": found.layout})
