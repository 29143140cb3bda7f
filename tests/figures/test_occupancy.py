import plotly.graph_objects as go

from carepath.figures import occupancy


def drawing():
    return occupancy.steps(
        (["2026-03-02 09:00", "2026-03-02 12:00"], [3, 4]),
        (["2026-03-02 09:00", "2026-03-02 12:00"], [5, 5]),
        titles=("Time", "Occupied beds", "Staffed beds"),
        summary="Full at noon.",
    )


def test_a_level_holds_until_the_next():
    occupied, staffed = drawing().traces
    assert occupied["line"]["shape"] == staffed["line"]["shape"] == "hv"
    assert (occupied["y"], staffed["y"]) == ([3, 4], [5, 5])


def test_plotly_accepts_it_and_its_table_says_the_same():
    found = drawing()
    go.Figure(found.traces, found.layout)
    assert found.rows == [["2026-03-02 09:00", 3], ["2026-03-02 12:00", 4]]
    assert len(found.head) == 2
