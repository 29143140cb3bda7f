"""Levels over time as step lines."""

import plotly.graph_objects as go

from carepath.figures import escalation

TICKS = ["unknown", "1", "2", "3", "4"]


def test_each_rule_set_is_a_line_of_its_own_that_is_told_apart_without_colour():
    lines = [("Before", ["10:00", "11:00"], [1, 1]), ("After", ["10:00", "10:30"], [0, 3])]
    found = escalation.levels(lines, titles=("Time", "Level"), ticks=TICKS, summary="s")
    go.Figure(data=found.traces, layout=found.layout)
    before, after, unknown = found.traces
    assert before["y"] == [1, 1, 1, 1, None]
    assert (after["x"], after["y"]) == (["10:30", "10:30", None], [3, 3, None])
    assert (unknown["x"], unknown["y"]) == (["10:00", "10:30", None], [0, 0, None])
    assert len({one["line"]["dash"] for one in (before, after)}) == 2
    assert unknown["line"]["color"] != after["line"]["color"] != before["line"]["color"]
    assert found.layout["yaxis"]["ticktext"] == TICKS and found.layout["showlegend"]
    assert found.rows[-1] == ["After", "10:30", "3"]


def test_one_line_needs_no_legend():
    found = escalation.levels([("Level", ["10:00"], [2])], titles=("", ""), ticks=TICKS, summary="")
    assert not found.layout["showlegend"]
