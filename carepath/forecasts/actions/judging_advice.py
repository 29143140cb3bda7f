"""Judge what discharges are brought forward by, and scanners opened longer, over the last weeks."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from carepath.analysis import backtests, queue_backtests, queue_pace, today_backtests
from carepath.analysis.backtests import BacktestError
from carepath.analysis.sooner_discharges import Present
from carepath.forecasts import queries
from carepath.forecasts.actions import opening
from carepath.frames.moments import HOUR
from carepath.places import queries as places
from carepath.places.models import Equipment, Site

MORNINGS = (9,)
"""Hours of the wall from which the rest of a day is judged."""
EVERY = 4
"""Hours from one look at a queue to the next."""
Result = dict[str, Any]


def todays_origins(read: queries.Read, low: int) -> list[int]:
    """Return the hours from which the rest of each day is judged, where a day before is known."""
    first = max(low, read.since)
    return list(today_backtests.mornings(first, read.now, MORNINGS, read.zone))


def of_today(
    read: queries.Read, ward: queries.Ward, origins: list[int], then: dict[int, Present]
) -> Result | None:
    """Return how good forecasts until the day ends were, as they were told, else as they would have
    been; None where nothing can be said."""
    stays, found = read.stays(ward), {}
    for origin in origins:
        told = then.get(origin) or today_backtests.present_at(
            stays, origin, read.zone, read.since,
            came_since=read.came_since, special=read.special,
        )  # fmt: skip
        if told is not None:
            found[origin] = told
    judged = today_backtests.judged(
        found, stays, staffed=ward.staffed, now=read.now, zone=read.zone
    )
    if judged is None:
        return None
    return asdict(judged) | {"skill": judged.skill, "told_then": len(then.keys() & found.keys())}


def resources(site: Site) -> Iterator[Equipment]:
    """Yield the equipment that may be advised to be open longer; none where limits forbid it."""
    if queries.limits_held(site).limits.longer_h:
        for row in places.equipment_of(site=site):
            if row.stage and row.unit is not None:
                yield row


def of_queue(read: queries.Read, row: Equipment, low: int) -> Result:
    """Return how good the chances of a long wait were, each as it would have been told by what was
    known then. BacktestError where two weeks before the first one, or a queue, are not known."""
    every = queue_pace.requests(read.spans, row.stage, row.unit_id)
    asked, begun, _gone = queue_pace.moments(every, read.now)
    known = int(min(asked.min(initial=read.now), begun.min(initial=read.now)))
    first = max(low, known + backtests.LEAST_PAST * HOUR)
    origins = list(range(-(-first // HOUR) * HOUR, read.now, EVERY * HOUR))
    target = queries.limits_held(read.site).limits.target_h
    found = queue_backtests.judged(
        every, origins, read.now, read.zone, opening.AHEAD, machines=row.number, target=target
    )
    if found is None:
        raise BacktestError("No queue can be told.")
    return asdict(found) | {
        "kind": row.kind,
        "stage": row.stage,
        "number": row.number,
        "target": target,
        "hours": opening.AHEAD,
        "origins": origins,
        "skill": found.skill,
    }
