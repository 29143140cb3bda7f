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


def test_what_is_provisional_goes_on_dotted():
    moments = ["2026-03-02 12:00", "2026-03-02 13:00"]
    found = occupancy.steps(
        (["2026-03-02 09:00", "2026-03-02 12:00"], [3, 4]),
        (["2026-03-02 09:00", "2026-03-02 13:00"], [5, 5]),
        titles=("Time", "Patients", "Spaces"),
        summary="",
        provisional=(moments, [4, 2], "not complete yet"),
    )
    go.Figure(found.traces, found.layout)
    known, later, _staffed = found.traces
    assert (later["line"]["dash"], later["name"]) == ("dot", "not complete yet")
    assert "fill" not in later and known["x"][-1] == later["x"][0]
    assert [level for _at, level in found.rows] == [3, 4, 2]
