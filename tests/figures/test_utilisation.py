import numpy as np
import plotly.graph_objects as go

from carepath.figures import utilisation

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_shares_are_drawn_in_percent_and_nothing_where_nothing_is():
    shares = np.full((7, 24), np.nan)
    shares[0, 8], shares[1, 9] = 0.5, 1.25
    drawn = utilisation.heatmap(
        shares, key="slots", days=DAYS, titles=("Hour", "Weekday", "taken"), summary="s"
    )
    figure = go.Figure(drawn.traces, drawn.layout)
    assert (figure.data[0].z[0][8], figure.data[0].z[0][9]) == (50, None)
    assert figure.data[0].zmax == 125
    assert drawn.rows[1][10] == 125 and len(drawn.head) == 25
    assert drawn.layout["xaxis"]["title"]["text"] == "Hour"
