"""Nothing of a scenario is drawn without its interval, and what did not happen looks so."""

import plotly.graph_objects as go

from carepath.figures import scenarios
from carepath.figures.scenarios import Side

SIDES = [
    Side("as it is", [80.0, None], [70.0, None], [90.0, None]),
    Side("four more", [60.0, 50.0], [55.0, 40.0], [70.0, 55.0]),
]


def test_each_place_has_a_point_and_its_range_for_each_side():
    drawn = scenarios.ranges(
        ["Surgery", "Medicine"], SIDES, key="o", titles=("Unit", "Occupancy, %"), summary="s"
    )
    before, after = go.Figure(drawn.traces, drawn.layout).data
    assert before.marker.symbol == "circle-open" and before.name == "as it is"
    assert list(after.error_x.array) == [10, 5] and list(after.error_x.arrayminus) == [5, 10]
    assert before.error_x.array[1] is None and before.x[1] is None
    assert drawn.head[1:4] == ["as it is, Occupancy, %", "as it is ≥", "as it is ≤"]
    assert drawn.rows[0] == ["Surgery", 80.0, 70.0, 90.0, 60.0, 55.0, 70.0]


def test_many_places_have_more_room_up_to_a_limit():
    def height(n):
        side = Side("x", [1.0] * n, [1.0] * n, [1.0] * n)
        names = [f"U{place}" for place in range(n)]
        return scenarios.ranges(
            names, [side, side], key="o", titles=("Unit", "%"), summary=""
        ).height

    assert [height(n) for n in (1, 4, 9, 40)] == [240, 320, 400, 640]


def test_differences_stand_beside_none_with_both_intervals():
    drawn = scenarios.differences(
        ["a", "b"], [-3.0, 1.0], [(-5, -1), (-1, 2)], [(-8, 0), (-2, 3)], key="d",
        titles=("Scenario", "h a day", "80 %", "95 %"), summary="s",
    )  # fmt: skip
    outer, inner, dots = go.Figure(drawn.traces, drawn.layout).data
    assert list(outer.x) == [-8, 0, None, -2, 3, None] and list(inner.x)[:2] == [-5, -1]
    assert list(outer.y)[:3] == ["a", "a", None] and list(dots.x) == [-3, 1]
    assert drawn.layout["shapes"][0]["x0"] == 0
    assert drawn.rows[1] == ["b", 1.0, -1, 2, -2, 3]


def test_shares_and_runs_rise_and_the_hospital_as_it_is_is_dotted():
    shares = scenarios.spread(
        [1, 4], [Side("as it is", [0.2, 0.5], [0.1, 0.4], [0.3, 0.6]),
                 Side("more", [0.4, 0.9], [0.4, 0.8], [None, None])], key="w",
        titles=("Hours", "In a bed"), summary="s",
    )  # fmt: skip
    figure = go.Figure(shares.traces, shares.layout)
    *bands, before, after = figure.data
    assert (before.line.dash, after.line.dash) == ("dot", "solid")
    assert list(after.y) == [40, 90] and shares.rows == [
        [1, 0.2, 0.1, 0.3, 0.4, 0.4, None],
        [4, 0.5, 0.4, 0.6, 0.9, 0.8, None],
    ]
    assert [list(band.y) for band in bands[:2]] == [[10, 40], [30, 60]]
    assert figure.layout.legend.traceorder == "normal"
    assert bands[1].fill == "tonexty" and not any(band.showlegend for band in bands)
    assert shares.head == [
        "Hours",
        "as it is",
        "as it is ≥",
        "as it is ≤",
        "more",
        "more ≥",
        "more ≤",
    ]
    runs = scenarios.runs(
        [("as it is", [1.0, 2.0]), ("more", [0.5, 1.5])], key="b", titles=("h", "Runs"), summary="s"
    )
    figure = go.Figure(runs.traces, runs.layout)
    assert list(figure.data[0].y) == [50, 100] and figure.data[1].line.shape == "hv"
    assert runs.rows == [[1, 1.0, 0.5], [2, 2.0, 1.5]] and runs.head[1] == "as it is, h"
