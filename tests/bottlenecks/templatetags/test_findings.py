from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context
from django.test import RequestFactory

from carepath.analysis import looks
from carepath.analysis.looks import Finding as Seen
from carepath.bottlenecks.queries import Finding
from carepath.bottlenecks.templatetags import findings
from carepath.frames.moments import DAY, HOUR

LONDON = ZoneInfo("Europe/London")


def seen(detector=looks.QUEUE, kind="wait", source="", target="CT", **more):
    values = {"effect": 24.0, "low": 20.2, "high": 27.4, "hours": 9.0} | more
    return Seen(detector, kind, source, target, "department", unit="min", n=30, **values)


def finding(one, unit=""):
    return Finding(one, None, unit)


@pytest.mark.parametrize(
    ("days", "first", "last", "words"),
    [
        ((0, 1, 2, 3, 4), 8, 12, "Monday to Friday, 08:00–12:00"),
        ((0,), 8, 10, "Mondays, 08:00–10:00"),
        ((5, 6), 10, 24, "Saturdays and Sundays, 10:00–24:00"),
        (tuple(range(7)), 21, 7, "every day, 21:00–07:00"),
        ((6,), 0, 24, "Sundays"),
        ((), None, None, ""),
    ],
)
def test_hours_of_the_week(days, first, last, words):
    one = seen(days=days, first_hour=first, last_hour=last)
    assert findings.week_hours(one) == words


def test_what_it_is_about():
    assert findings.subject(seen()) == "Wait for CT"
    assert findings.subject(seen(looks.OUTAGE)) == "CT"
    assert findings.subject(seen(kind="milestone", source="Alert")) == "Alert → CT"
    ward = seen(looks.UNIT, place=3)
    assert findings.subject_of(finding(ward, "Medicine B")) == "Wait for CT, Medicine B"
    clock = seen(looks.CLOCK, "hand-over", target="", place=3)
    assert findings.subject_of(finding(clock, "X-ray")) == "X-ray, clock offset"
    assert findings.subject_of(finding(seen(looks.OUTAGE))) == "CT, outage"
    assert findings.subject_of(finding(seen(looks.LEVEL_SHIFT))) == "Wait for CT"


def test_sizes_have_no_sign_and_intervals_begin_with_the_smaller():
    shorter = seen(effect=-24.0, low=-27.4, high=-20.2)
    assert findings.size(seen()) == findings.size(shorter) == "24 min"
    assert findings.interval(seen()) == findings.interval(shorter) == "20 min to 27 min"
    assert findings.interval(seen(effect=7, low=7, high=7)) == "7 min to 7 min"
    assert findings.day(0, LONDON) == "1 Jan 1970"


def test_the_address_of_its_journeys():
    request = RequestFactory().get("/bottlenecks/?source=s&part=map&stage=X")
    context = Context({"request": request, "log": SimpleNamespace(zone=LONDON)})

    def address(one):
        return findings.journeys_of(context, finding(one))

    assert address(seen()) == "/journeys/?source=s&stage=CT"
    shift = seen(looks.LEVEL_SHIFT, "milestone", "Alert", at=31 * DAY)
    assert "ms_from=Alert&ms_to=CT&from=1970-02-01" in address(shift)
    gap = seen(looks.OUTAGE, at=DAY + 22 * HOUR, until=DAY + 26 * HOUR)
    assert "from=1970-01-02&to=1970-01-03" in address(gap)
    way = seen(looks.LARGEST_HOURS, "hand-over", "Triage")
    assert "from_stage=Triage&to_stage=CT" in address(way)
    late = seen(looks.BEYOND_TARGET, "milestone", "Alert", within_us=HOUR)
    assert "beyond_s=3600" in address(late)
    assert address(seen(looks.CLOCK, "hand-over", target="")) == ""
