import numpy as np
import pytest

from carepath.simulator.flow import changes
from carepath.simulator.flow.changes import Change, ChangeError
from tests.simulator.flow import made

MODEL = made.model(beds=(10, 5), servers=(3,))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change("doors"), "kind"),
        (Change("beds", "U9", 2), "name"),
        (Change("beds", "U0"), "value"),
        (Change("beds", "U0", 1.5), "value"),
        (Change("beds", "U0", 0), "value"),
        (Change("beds", "U1", -6), "value"),
        (Change("beds", "U1", 201), "value"),
        (Change("beds", "U1", float("nan")), "value"),
        (Change("arrivals", "U0", 1.2), "name"),
        (Change("arrivals", value=0), "value"),
        (Change("arrivals", value=3.5), "value"),
        (Change("arrivals", value=float("nan")), "value"),
        (Change("discharges", "U0", -1), "value"),
        (Change("discharges", value=13), "value"),
        (Change("station", "U0", 1, 8, 20), "name"),
        (Change("station", "S0", 1, None, 20), "opens"),
        (Change("station", "S0", 1, 8, 25), "closes"),
        (Change("station", "S0", 1, 8, 8), "closes"),
        (Change("station", "S0", -1, 8, 20), "value"),
        (Change("station", "S0", 1.5, 8, 20), "value"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_field(change, field):
    with pytest.raises(ChangeError) as refused:
        changes.effect(MODEL, [change])
    assert refused.value.field == field


def test_changes_add_up():
    found = changes.effect(
        MODEL,
        [
            Change("beds", "U0", 4),
            Change("beds", "U0", -1),
            Change("arrivals", value=1.2),
            Change("arrivals", value=0.5),
            Change("discharges", value=2),
            Change("discharges", "U1", 1),
        ],
    )
    assert (found.beds[0] == 13).all() and (found.beds[1] == 5).all()
    assert found.factor == pytest.approx(0.6)
    assert found.earlier.tolist() == [2, 3]
    assert (MODEL.beds[0] == 10).all()


def test_hours_of_a_station_may_pass_midnight():
    found = changes.effect(MODEL, [Change("station", "S0", 1, 22, 6)]).servers[0]
    few = np.flatnonzero(found == 1) % 24
    assert set(few.tolist()) == {22, 23, 0, 1, 2, 3, 4, 5}
    assert (found[8:22] == 3).all()


def test_a_station_that_opens_longer_has_as_many_as_at_its_busiest():
    closed = changes.effect(MODEL, [Change("station", "S0", 0, 18, 24)])
    assert (closed.servers[0][18:24] == 0).all()
    reopened = changes.effect(
        MODEL, [Change("station", "S0", 0, 18, 24), Change("station", "S0", None, 18, 22)]
    )
    assert (reopened.servers[0][18:22] == 3).all() and (reopened.servers[0][22:24] == 0).all()
