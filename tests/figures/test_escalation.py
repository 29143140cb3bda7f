"""Levels over time as step lines."""

import plotly.graph_objects as go

from carepath.figures import escalation

TICKS = ["unknown", "1", "2", "3", "4"]


def test_each_rule_set_is_a_line_of_its_own_that_is_told_apart_without_colour():
    lines = [("Before", ["10:00", "11:00"], [1, 1]), ("After", ["10:00", "10:30"], [0, 3])]
    found = escalation.levels(lines, titles=("Time", "Level"), ticks=TICKS, summary="s")
    go.Figure(data=found.traces, layout=found.layout)
    assert [one["y"] for one in found.traces] == [[1, 1], [0, 3]]
    assert len({one["line"]["dash"] for one in found.traces}) == 2
    assert found.layout["yaxis"]["ticktext"] == TICKS and found.layout["showlegend"]
    assert found.rows[-1] == ["After", "10:30", "3"]


def test_one_line_needs_no_legend():
    found = escalation.levels([("Level", ["10:00"], [2])], titles=("", ""), ticks=TICKS, summary="")
    assert not found.layout["showlegend"]
