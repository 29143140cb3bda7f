from datetime import UTC, datetime

import plotly.graph_objects as go

from carepath.figures import times
from carepath.figures.marks import BEGAN, Marker

AT = datetime(2026, 1, 10, 8, tzinfo=UTC)


def drawing(**more):
    return times.trend(
        ["2026-01-05", "2026-01-12"], [40.0, 30.0], ([None, 20.0], [None, 45.0]), [None, 90.0],
        [5, 12], titles=("week", "median", "95 % interval", "90 % within", "n"), unit="min",
        summary="Down.", **more,
    )  # fmt: skip


def test_the_middle_lies_in_its_band_which_closes_where_too_few_carry_it():
    low, high, middle, tail = drawing().traces
    assert list(middle["y"]) == [40.0, 30.0]
    assert low["y"] == [40.0, 20.0] and high["y"] == [40.0, 45.0]
    assert list(tail["y"]) == [None, 90.0] and tail["line"]["dash"] == "dash"
    assert middle["customdata"] == [5, 12]


def test_the_table_says_the_same_with_units():
    found = drawing()
    assert found.head == ["week", "median, min", "95 % interval, min", "90 % within, min", "n"]
    assert found.rows == [
        ["2026-01-05", 40.0, "–", None, 5],
        ["2026-01-12", 30.0, "20.0–45.0", 90.0, 12],
    ]
    assert found.layout["yaxis"]["title"]["text"] == "median, min"


def test_what_went_on_is_marked():
    layout = drawing(markers=[Marker(AT, AT, "v2 in force", BEGAN)]).layout
    assert layout["shapes"][0]["x0"] == "2026-01-10 08:00"
    assert layout["annotations"][0]["text"] == "▶ v2 in force"


def test_plotly_takes_it():
    found = drawing(markers=[Marker(AT, AT, "x")])
    assert go.Figure({"data": found.traces, "layout": found.layout})
