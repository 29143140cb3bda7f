"""Figures of what is foretold: bands, dashes and hatching, and a table that says the same."""

import numpy as np
import plotly.graph_objects as go

from carepath.figures import fans

ENDS = ["2026-03-02 10:00", "2026-03-02 11:00"]
Q = np.array([[1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 3, 4, 5, 6, 7, 8, 9, 10]])
TITLES = {
    "time": "Time", "beds": "Beds", "count": "Arrivals", "middle": "Middle", "mean": "Mean",
    "95": "95", "80": "80", "50": "50", "past": "Before", "came": "Came", "staffed": "Staffed",
    "chance": "Chance",
}  # fmt: skip


def checked(drawing):
    go.Figure(data=drawing.traces, layout=drawing.layout)
    return drawing


def fan(**more):
    said = {"staffed": 6, "past": (ENDS[:1], [4]), "came": (ENDS[:1], [5])} | more
    return checked(fans.fan(ENDS, Q, [5.1, 6.0], [0.25, 0.5], titles=TITLES, summary="So.", **said))


def test_a_fan_is_bands_around_a_dashed_middle_with_solid_facts():
    drawing = fan()
    by_name = {trace["name"]: trace for trace in drawing.traces if "name" in trace}
    assert by_name["95"]["y"] == [9, 10] and by_name["80"]["y"] == [7, 8]
    assert by_name["Middle"]["line"]["dash"] == "dash"
    assert "dash" not in by_name["Before"]["line"] and "dash" not in by_name["Came"]["line"]
    assert by_name["Staffed"]["y"] == [6, 6]
    assert drawing.rows[0] == [ENDS[0], "5.1", 5, "3–7", "1–9", "25 %"]


def test_without_facts_only_the_law_is_drawn():
    names = {one.get("name") for one in fan(staffed=None, past=([], []), came=([], [])).traces}
    assert not names & {"Came", "Staffed"}


def test_hours_are_hatched_with_their_range_and_points_for_what_came():
    drawing = checked(
        fans.hourly(ENDS, [5.1, 6.0], Q, came=[4, None], titles=TITLES, summary="So.")
    )
    bars, points = drawing.traces
    assert bars["marker"]["pattern"]["shape"] == "/"
    assert np.allclose(bars["error_y"]["array"], [1.9, 2.0])
    assert np.allclose(bars["error_y"]["arrayminus"], [2.1, 2.0])
    assert points["y"] == [4, None] and drawing.rows[1][-1] == "–"
    alone = fans.hourly(ENDS, [5, 6], Q, came=[None, None], titles=TITLES, summary="So.")
    assert len(alone.traces) == 1


def test_chances_stand_below_the_line_of_a_warning():
    drawing = checked(fans.chances(ENDS, [0.1, 0.634], limit=0.2, titles=("T", "C"), summary=""))
    assert drawing.traces[0]["y"] == [10.0, 63.4]
    assert drawing.layout["shapes"][0]["y0"] == 20
    assert drawing.rows == [[ENDS[0], "10.0 %"], [ENDS[1], "63.4 %"]]


def test_nights_in_which_beds_were_missing_carry_a_cross():
    titles = {"day": "D", "chance": "C", "missing": "M", "short": "S"}
    drawing = checked(
        fans.nights(["1 Mar", "2 Mar"], [0.5, 0.99], [0, 3], limit=0.2, titles=titles, summary="")
    )
    bars, crosses = drawing.traces
    assert bars["y"] == [50.0, 99.0]
    assert (crosses["x"], crosses["y"], crosses["text"]) == (["2 Mar"], [100], ["−3"])
    assert drawing.rows[1] == ["2 Mar", "99.0 %", 3]
