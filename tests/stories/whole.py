"""One hospital with something to show on each page of its capacity and of what is to come."""

from datetime import timedelta

from carepath.capacity import actions as capacity
from carepath.capacity.models import Request
from carepath.forecasts import actions as forecasts
from carepath.frames.escalation import SHIPPED
from carepath.frames.mapping import END_STAGES
from carepath.outcomes import actions as outcomes
from carepath.places import actions as places
from carepath.places.models import Bed, Unit
from tests.capacity import small
from tests.factories import AT, person
from tests.journeys.frames import digest
from tests.journeys.worlds import declared, record
from tests.outcomes.actions.test_alerts import hold, rule
from tests.outcomes.worlds import scored
from tests.places.worlds import filled
from tests.scenarios import worlds

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NOON = 120
"""The minute at which the small hospital is looked at."""


def whole(now):
    """The site: weeks of history, who lies and waits now, staff and slots, and what was told."""
    north = worlds.hospital(weeks=4, until=now, name="North General Hospital")
    filled(now)
    _lie_and_wait(north, now)
    hold(north, rule("waiting", 1, 1))
    for hours in (2, 1, 0):
        forecasts.run_due(by="worker:sweep", at=now - hours * HOUR)
    scored(now - 20 * MINUTE, minutes=20, every=5)
    who = person("quinn", "QUALITY_LEAD", "BED_MANAGER", first_name="Quinn")
    kept = Bed.objects.filter(unit__code="MEA", code="MEA-12").get()
    first = Request.objects.filter(unit__code="MEA", ended_at=None).order_by("asked_at")[0]
    capacity.reserve(request=first, bed=kept, by=who, at=now)
    outcomes.propose_rules(site=north, rules=SHIPPED, by=who, at=now, reason="as it was shipped")
    outcomes.hold_now(site=north, by=who, at=now)
    worlds.asked(north, by=who, at=now)
    return north


def _lie_and_wait(north, now):
    """Let be now what is so at noon in the small hospital."""
    for code, (care, n) in small.BEDS.items():
        unit, _new = Unit.objects.get_or_create(
            site=north, code=code, defaults={"name": small.NAMES[code]}
        )
        codes = [f"{code}-{k:02d}" for k in range(1, n + 1)]
        places.declare_each_bed(unit=unit, codes=codes, care=care, by="test", at=AT)
    source = declared("small", closing_rule=END_STAGES, end_stages=small.ENDS)
    later = (now - AT - NOON * MINUTE) // timedelta(microseconds=1)
    for case, happened in small.journeys().items():
        record(source, *(
            one | {key: one[key] and one[key] + later for key in ("requested", "started", "ended")}
            | {"case": case, "ref": digest(f"{case}{n}")}
            for n, one in enumerate(happened)
        ))  # fmt: skip
    while capacity.project_changed(by="test", at=now):
        continue
