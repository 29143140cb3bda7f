from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.template import Context
from django.test import RequestFactory

from carepath.analysis import looks
from carepath.analysis.looks import Finding as Seen
from carepath.bottlenecks.queries import Finding
from carepath.bottlenecks.templatetags import findings
from carepath.frames.moments import DAY, HOUR
from tests.bottlenecks.worlds import a_log, spans_of

LONDON = ZoneInfo("Europe/London")


def seen(detector=looks.QUEUE, kind="wait", source="", target="CT", **more):
    values = {"effect": 24.0, "low": 20.2, "high": 27.4, "hours": 9.0} | more
    return Seen(detector, kind, source, target, "department", unit="min", n=30, **values)


def finding(one, unit=""):
    return Finding(one, None, unit)


def test_hours_of_the_week():
    assert (
        findings.week_hours(seen(days=(0,), first_hour=8, last_hour=10)) == "Mondays, 08:00–10:00"
    )
    assert findings.week_hours(seen()) == ""


def test_what_it_is_about():
    assert findings.subject(seen()) == "Wait for CT"
    assert findings.subject(seen(looks.OUTAGE)) == "CT"
    assert findings.subject(seen(kind="milestone", source="Alert")) == "Alert → CT"
    ward = seen(looks.UNIT, place=3)
    assert findings.subject_of(finding(ward, "Medicine B")) == "Wait for CT, unit Medicine B"
    assert findings.subject_of(finding(ward, "Unit B")) == "Wait for CT, Unit B"
    clock = seen(looks.CLOCK, "hand-over", target="", place=3)
    assert findings.subject_of(finding(clock, "B")) == "Unit B, clock offset"
    assert findings.subject_of(finding(seen(looks.OUTAGE))) == "CT, outage"
    assert findings.subject_of(finding(seen(looks.LEVEL_SHIFT))) == "Wait for CT"


def test_sizes_have_no_sign_and_intervals_begin_with_the_smaller():
    shorter = seen(effect=-24.0, low=-27.4, high=-20.2)
    assert findings.size(seen()) == findings.size(shorter) == "24 min"
    assert findings.interval(seen()) == findings.interval(shorter) == "20 min to 27 min"
    assert findings.interval(seen(effect=7, low=7, high=7)) == "7 min to 7 min"
    assert findings.day(0, LONDON) == "1 Jan 1970"


def listed(one, context=None, log=None):
    request = RequestFactory().get("/bottlenecks/?source=s&part=map&stage=X")
    log = log or a_log(spans_of([(0, "CT")]), zone=str(LONDON))
    context = Context({"request": request, "log": log} | (context or {}))
    return findings.journeys_of(context, finding(one))


def test_the_address_of_its_journeys():
    def address(one):
        return unquote(listed(one).address)

    assert address(seen()) == "/journeys/?source=s&stage=CT"
    shift = seen(looks.LEVEL_SHIFT, "milestone", "Alert", at=31 * DAY)
    assert address(shift) == "/journeys/?source=s&stage=X&from=1970-02-01&ms_from=Alert&ms_to=CT"
    gap = seen(looks.OUTAGE, at=DAY + 22 * HOUR, until=DAY + 26 * HOUR)
    assert "from=1970-01-02&to=1970-01-03" in address(gap)
    way = seen(looks.LARGEST_HOURS, "hand-over", "Triage")
    assert "from_stage=Triage&to_stage=CT" in address(way)
    late = seen(looks.BEYOND_TARGET, "milestone", "Alert", within_us=HOUR)
    assert "beyond_s=3600" in address(late)
    assert listed(seen(looks.CLOCK, "hand-over", target="")) is None


def test_a_queue_and_a_night_lead_to_those_who_asked_then():
    queue = seen(days=(0, 1, 2, 3, 4), first_hour=8, last_hour=12)
    assert "&asked_days=0,1,2,3,4&asked_hours=8-12" in unquote(listed(queue).address)
    night = seen(looks.NIGHT, days=tuple(range(7)), first_hour=21, last_hour=7)
    assert "asked_days" not in listed(night).address
    assert listed(night).address.endswith("&asked_hours=21-7")


def test_how_many_a_list_holds_is_told_of_a_whole_log():
    one = seen(days=(3,), first_hour=0, last_hour=2, journeys=1)
    log = a_log(spans_of([(0, "CT")], [(HOUR, "CT")], [(3 * HOUR, "CT")]), zone="UTC")
    found = listed(one, log=log)
    assert (found.n, found.counted, found.beside) == (2, 1, 1)
    narrowed = listed(one, {"chips": ["closed"]}, log)
    assert (narrowed.n, narrowed.beside) == (None, 0)
    assert listed(seen(looks.LEVEL_SHIFT, at=DAY), log=log).n is None
