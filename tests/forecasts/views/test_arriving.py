"""Which arrivals an address asks for: a department, and a level of acuity where it has them."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import RequestFactory

from carepath.forecasts import actions, queries
from carepath.forecasts.models import Vintage
from carepath.forecasts.views import arriving
from carepath.forecasts.views.asked import asked_of
from carepath.frames.moments import to_us
from carepath.ui import clock
from tests.factories import AT
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def where(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda site=None: AT + 10 * HOUR)
    found = hospital(weeks=3, until=AT + 10 * HOUR)
    actions.run_due(by="test", at=AT)
    return found


def asked(where, **query):
    request = RequestFactory().get("/", query)
    return request, asked_of(request, where)


def chosen(where, **query):
    request, found = asked(where, **query)
    return arriving.chosen(request, where, found)


def test_the_busiest_department_is_shown_and_a_level_where_it_has_it(where):
    found = chosen(where)
    assert found.whole.row.series == "ED" and found.shown == found.whole
    one = chosen(where, department="*", acuity="2")
    assert (one.whole.row.series, one.shown.group) == ("", "2")
    for query in ({"department": "W1"}, {"acuity": "9"}):
        with pytest.raises(Http404):
            chosen(where, **query)


def test_a_forecast_of_before_levels_were_told_shows_everyone(where):
    facts = Vintage.objects.filter(job="arrivals", series="ED").get().facts
    facts.pop("acuity")
    kept = queries.Told(Vintage(job="arrivals", facts=facts))
    assert queries.groups_of(kept) == []


def test_what_came_stands_beside_what_was_told_of_a_level(where):
    request, found = asked(where, acuity="?")
    read = queries.read(site=where, now=to_us(AT + 10 * HOUR))
    said = arriving.arrivals(request, read, found)
    rows = said["hourly"].rows
    assert len(rows) == 9 and [row[-1] for row in rows][1:] == ["–"] * 8
    row = said["department"].row
    came = queries.arrived_of(read, row, "?", AT, AT + 8 * HOUR)
    assert rows[0][-1] == sum(came)
    assert said["in_windows"]
    assert said["shown_night"].mean < said["night"].mean


def test_before_any_was_told_nothing_is_said(where):
    request, found = asked(where, known_at=(AT - HOUR).isoformat())
    read = queries.read(site=where, now=to_us(AT))
    assert arriving.arrivals(request, read, found) == {}
