import numpy as np
import plotly.graph_objects as go

from carepath.figures import arrivals

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def drawing():
    counts = np.arange(168).reshape(7, 24)
    links = [[f"/{day}/{hour}" for hour in range(24)] for day in range(7)]
    titles = ("hour", "weekday", "journeys")
    return arrivals.heatmap(counts, days=DAYS, titles=titles, summary="Busy.", links=links)


def test_every_hour_of_the_week_is_one_cell():
    found = drawing()
    trace = found.traces[0]
    assert np.array(trace["z"]).shape == (7, 24)
    assert trace["z"][6][23] == 167
    assert trace["y"] == DAYS
    assert trace["x"][9] == "09"


def test_plotly_accepts_it():
    found = drawing()
    go.Figure(found.traces, found.layout)
    assert found.layout["yaxis"]["autorange"] == "reversed"  # Monday on top


def test_its_table_says_the_same():
    found = drawing()
    assert len(found.rows) == 7
    assert all(len(row) == len(found.head) == 25 for row in found.rows)
    assert found.rows[1][:3] == ["Tue", 24, 25]
    assert found.links[0][1][3] == "/1/3"
