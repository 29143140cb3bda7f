"""Figures of scenarios say in words what they show."""

import plotly.graph_objects as go
import pytest

from carepath.scenarios import queries
from carepath.scenarios.views import drawing
from tests.factories import ben
from tests.scenarios.worlds import LONGER, answered, hospital

pytestmark = pytest.mark.django_db(databases="__all__")
UNITS = {"W1": "Medicine", "W2": "Surgery"}


def test_one_scenario_is_drawn_against_the_hospital_as_it_is():
    found = queries.answer(answered(hospital(), by=ben()))
    drawn = dict(drawing.figures_of(found, UNITS))
    assert list(drawn) == [
        "Boarding over the runs", "Waits for a bed", "Occupancy by unit", "Waits at stations, mean",
    ]  # fmt: skip
    for one in drawn.values():
        go.Figure(one.traces, one.layout)
        assert one.summary and one.rows
    assert "It changes most at Surgery" in drawn["Occupancy by unit"].summary
    assert list(drawn["Occupancy by unit"].traces[0]["y"]) == ["Medicine", "Surgery"]
    assert "It changes most at CT" in drawn["Waits at stations, mean"].summary  # by the crowd
    within = drawn["Waits for a bed"].traces[0]["y"]
    assert within == sorted(within) and within[-1] <= 100
    runs = drawn["Boarding over the runs"].traces[1]
    assert runs["x"] == sorted(runs["x"]) and runs["y"][-1] == 100


def test_some_are_drawn_beside_each_other_and_without_stations_there_are_none():
    where, who = hospital(), ben()
    rows = [answered(where, by=who, name="Beds"), answered(where, LONGER, by=who, name="Longer")]
    drawn = drawing.beside(queries.beside(rows, UNITS), UNITS)
    title, first = drawn[0]
    assert title == "What each changes in boarding" and "Beds" in first.summary
    assert [trace["name"] for trace in drawn[3][1].traces] == ["as it is", "Beds", "Longer"]
    plain = queries.answer(answered(hospital(slug="south", scans=False), by=who))
    assert len(drawing.figures_of(plain, UNITS)) == 3
