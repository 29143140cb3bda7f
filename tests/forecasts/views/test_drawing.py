"""Figures of a forecast that was told: on the wall of the site, with a sentence."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.forecasts import actions, queries
from carepath.forecasts.views import drawing
from tests.factories import AT
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")


def test_the_figures_say_the_same_as_the_law():
    where = hospital(weeks=3)
    actions.run_due(by="test", at=AT)
    rows = queries.latest(site=where, job="beds", known_at=AT, series="W1")
    one = queries.outlooks(rows)[0]
    fan = drawing.fan(one, 24, ([AT], [7.0]), ([], []), ZONE)
    last = one.told.quantiles()[23]
    assert fan.rows[-1][0] == "2026-03-03 10:00" and fan.rows[-1][2] == last[4]
    assert f"{last[2]} to {last[6]} in 8 of 10 cases; 13 are staffed" in fan.summary
    chances = drawing.chances(one, 48, ZONE)
    assert len(chances.rows) == 48 and "A warning is raised at 20 %" in chances.summary
    arrivals = queries.Told(queries.latest(site=where, job="arrivals", known_at=AT)[0])
    hourly = drawing.hourly(arrivals, [3], ZONE)
    assert hourly.rows[0][0] == "2026-03-02 10:00" and hourly.rows[0][-1] == 3
    assert drawing.hours_of(arrivals) == 24
    few = queries.groups_of(arrivals)[-1]
    drawn = drawing.hourly(few, [1, 0, 0, 0, 0, 0, 0, 1, 5], ZONE)
    assert drawing.hours_of(few) == 72 and len(drawn.rows) == 9 and "8 hours from" in drawn.summary
    assert [row[0] for row in drawn.rows[:2]] == ["2026-03-02 10:00", "2026-03-02 18:00"]
    assert (drawn.rows[0][-1], drawn.rows[1][-1]) == (2, "–")  # a window that is not over says none
    assert drawing.texts([AT + timedelta(minutes=1)], ZONE) == ["2026-03-02 10:01"]
