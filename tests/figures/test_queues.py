import plotly.graph_objects as go

from carepath.figures import queues


def test_a_queue_is_hatched_holds_its_level_and_says_the_same_as_a_table():
    found = queues.queue(["09:00", "10:00"], [2, 3], titles=("Time", "Waiting"), summary="Three.")
    go.Figure(found.traces, found.layout)
    (line,) = found.traces
    assert (line["line"]["shape"], line["fillpattern"]["shape"]) == ("hv", "/")
    assert found.rows == [["09:00", 2], ["10:00", 3]]
    assert found.summary == "Three."
