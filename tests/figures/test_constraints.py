from math import inf

import plotly.graph_objects as go
import pytest

from carepath.figures import constraints, theme


def test_each_hour_of_each_resource_is_a_cell_and_what_binds_has_a_ring():
    drawn = constraints.timeline(
        ["Beds", "Nurses"], ["08:00", "09:00"], [[0.5, None], [1.25, inf]], ["Nurses", None],
        titles=("hour", "resource", "in use", "binds"), summary="s",
    )  # fmt: skip
    figure = go.Figure(drawn.traces, drawn.layout)
    cells, rings = figure.data
    assert [list(row) for row in cells.z] == [[50, None], [125, constraints.MOST]]
    assert (list(rings.x), list(rings.y)) == (["08:00"], ["Nurses"])
    assert drawn.rows == [["08:00", "Nurses", 50, 125], ["09:00", "–", None, constraints.MOST]]


@pytest.mark.parametrize("n", [1, 4, 30])
def test_it_is_as_high_as_it_has_rows(n):
    drawn = constraints.timeline(
        [f"r{at}" for at in range(n)], ["08:00"], [[0.5]] * n, [None],
        titles=("hour", "resource", "in use", "binds"), summary="s",
    )  # fmt: skip
    assert drawn.height in theme.HEIGHTS
