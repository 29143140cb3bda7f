"""Who is expected to leave within a window, against the census that was told and who did leave."""

from datetime import timedelta

import pytest

from carepath.analysis import forecast_packing
from carepath.forecasts import actions, queries
from carepath.frames.moments import to_us
from carepath.journeys.models import Span
from tests.factories import AT
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)


@pytest.fixture
def ward():
    """Medicine as it was foretold at nine, and what was known twelve hours later."""
    where = hospital(until=AT + 12 * H)
    actions.run_due(by="test", at=AT)
    row = queries.latest(site=where, job="beds", known_at=AT, series="W1")[0]
    return queries.read(site=where, now=to_us(AT + 12 * H)), queries.Outlook(queries.Told(row))


def test_windows_follow_each_other_and_say_what_the_census_says(ward):
    found = queries.leaving(*ward, 8, 24)
    assert [(one.since, one.until) for one in found] == [
        (AT + n * H, AT + (n + 8) * H) for n in (0, 8, 16)
    ]
    assert all(one.low <= one.middle <= one.high for one in found)
    assert all(one.low <= one.mean <= one.high for one in found)
    told = ward[1].told
    present_leave = ward[1].needed - told.packed.rows["staying"][23]
    # Some of those who come leave again within the day: no fewer leave than of those present.
    assert present_leave - 1e-2 <= sum(one.mean for one in found) < present_leave + 2
    assert [one.until for one in queries.leaving(*ward, 12, 48)] == [
        AT + n * H for n in (12, 24, 36, 48)
    ]
    assert len(queries.leaving(*ward, 4, 72)) == 12, "windows fill two days, not three"


def test_who_left_is_counted_where_the_window_is_over(ward):
    first, second, *_rest = queries.leaving(*ward, 12, 48)
    gone = Span.objects.filter(unit__code="W1", ended_at__gt=AT, ended_at__lte=AT + 12 * H)
    assert first.left == gone.values("journey").count() > 0
    assert second.left is None


def test_the_first_windows_begin_with_the_forecast(ward):
    soon = queries.first_to_leave(*ward)
    assert [(one.since, one.until) for one in soon] == [(AT, AT + n * H) for n in (4, 8, 12)]
    assert [one.middle for one in soon] == sorted(one.middle for one in soon)


def test_a_forecast_told_without_departures_says_nothing_of_them(ward):
    read, outlook = ward
    packed = outlook.told.packed
    law = forecast_packing.pack({"staying": packed.rows["staying"]}, packed.demand)
    outlook.row.law = law
    older = queries.Outlook(queries.Told(outlook.row))
    assert queries.leaving(read, older, 4, 24) == [] == queries.first_to_leave(read, older)
