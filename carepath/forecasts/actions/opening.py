"""Advise to have a scanner or a clinic open longer, by the queue that is to be feared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from carepath.analysis import longer_hours, queue_pace
from carepath.analysis.longer_hours import Queue, Wait
from carepath.forecasts import queries
from carepath.forecasts.actions import telling
from carepath.forecasts.models import QUEUES, Backtest, Recommendation, Slot
from carepath.frames.advice import Limits
from carepath.frames.moments import HOUR
from carepath.places import queries as places
from carepath.places.models import Equipment, Site

Kind, State, Why = Recommendation.Kind, Recommendation.State, Recommendation.Why
OPEN = (State.WAITING, State.DEFERRED)
AHEAD = 12
"""Hours of which advice about a queue speaks."""
LEAST = 0.01
"""The chance of the worst hour falls by so much, else nothing is advised."""
SPARES = 1.0
"""Hours of waiting that each hour open in addition spares, else it is not advised."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Some equipment of a unit, its queue now and as it was known an hour ago."""

    row: Equipment
    queue: Queue
    before: Queue | None


def of_slot(slot: Slot) -> list[Resource]:
    """Return the resources of a slot's site, [] where none has a stage or none is to be advised."""
    rows = places.equipment_of(site=slot.site).exclude(stage="").exclude(unit=None)
    if not queries.limits_held(slot.site).limits.longer_h or not rows.exists():
        return []
    return resources(slot.site, telling.known_of(slot))


def resources(site: Site, known: queries.Read) -> list[Resource]:
    """Return the equipment of units whose stage has a queue that can be told."""
    found = []
    for row in places.equipment_of(site=site):
        if row.stage and row.unit is not None:
            now, before = (_queue(row, known, known.now - ago) for ago in (0, HOUR))
            if now is not None:
                found.append(Resource(row, now, before))
    return found


def advise(site: Site, found: list[Resource], *, slot_at: datetime, at: datetime) -> None:
    """Recommend further hours for these resources, one recommendation of each at a time, where the
    chance of a long wait was better told than by simple rules over the last weeks."""
    held = queries.limits_held(site)
    judged = queries.judged(site=site, job=QUEUES)
    last = queries.last_of_resources(site=site)
    for one in found:
        earlier = last.get((one.row.unit_id, one.row.kind))
        said = _promise(one, held, slot_at, site.time(at))
        if earlier is not None and earlier.is_open:
            _carry_on(earlier, one, held.limits, said, slot_at, site.time(at))
        elif (
            said is not None
            and is_good(one.row, judged, held.limits)
            and _is_due(one, said, held.limits)
            and _rested(earlier, held, slot_at)
        ):
            row = Recommendation(site=site, unit=one.row.unit, about=one.row.kind, kind=Kind.HOURS)
            for name, value in said.items():
                setattr(row, name, value)
            row.save(force_insert=True)


def is_good(row: Equipment, judged: Mapping[str, Backtest], limits: Limits) -> bool:
    """Return whether the chances of a resource are good enough, by the target in force."""
    found = judged.get(str(row.pk))
    if found is None or found.result["target"] != limits.target_h:
        return False
    return found.result["skill"]


def _queue(row: Equipment, known: queries.Read, now: int) -> Queue | None:
    return queue_pace.queue(
        known.spans, row.stage, now, known.zone, AHEAD, machines=row.number, unit=row.unit_id
    )


def _is_due(one: Resource, said: dict[str, Any], limits: Limits) -> bool:
    """Return whether the chance is high by the law of now and by that of an hour ago, and it falls,
    or fewer are too many."""
    falls = (
        said["after"] <= said["before"] - LEAST or said["short_after"] <= said["short_before"] - 1
    )
    if one.before is None or not falls:
        return False
    waits = (longer_hours.wait(queue, limits.target_h) for queue in (one.queue, one.before))
    return all(each.chance >= limits.raises for each in waits)


def _rested(last: Recommendation | None, held: queries.Held, slot_at: datetime) -> bool:
    """Return whether a resource may be advised again: after a while, or a day once it was done."""
    if last is None or last.decided_at is None:
        return True
    accepted = last.state == State.ACCEPTED
    rests = held.limits.reverse_h if accepted else held.limits.cool_h
    return slot_at - last.decided_at >= timedelta(hours=rests)


def _carry_on(
    found: Recommendation, one: Resource, limits: Limits, said: dict[str, Any] | None,
    slot_at: datetime, now: datetime,
) -> None:  # fmt: skip
    mine = Recommendation.objects.filter(pk=found.pk, state__in=OPEN)
    chance = longer_hours.wait(one.queue, limits.target_h).chance
    if said is None or chance < limits.clears:
        mine.update(
            state=State.LAPSED, decided_at=now, decided_by="", deferred_until=None,
            reason=_("The chance is no longer what it rested on."),
        )  # fmt: skip
        return
    if found.state == State.DEFERRED and slot_at >= found.deferred_until:
        mine.update(
            state=State.WAITING, decided_at=None, decided_by="", reason="", deferred_until=None
        )
    mine.update(**said)


def _promise(
    one: Resource, held: queries.Held, slot_at: datetime, now: datetime
) -> dict[str, Any] | None:
    """Return what so many hours promise, what they cost and what else there is; None for none."""
    limits, queue = held.limits, one.queue
    hours = longer_hours.to_open(
        queue, target=limits.target_h, low=limits.clears, most=limits.longer_h, worth=SPARES
    )
    if not hours:
        return None
    longer = queue.with_hours(hours)
    before, after = _wait(queue, queue, limits), _wait(longer, queue, limits)
    most = longer_hours.within(queue, limits.target_h)
    low, high = longer_hours.ranges(queue, most)
    after_low, after_high = longer_hours.ranges(longer, most)
    ends = [slot_at + timedelta(hours=hour + 1) for hour in range(AHEAD)]
    return {
        "beds": hours, "staffed": one.row.number, "vintage": 0, "made_at": max(now, slot_at),
        "before": before.chance, "before_low": low, "before_high": high,
        "after": after.chance, "after_low": after_low, "after_high": after_high,
        "short_before": before.beyond, "short_after": after.beyond,
        "lacks_before": before.waited, "lacks_after": after.waited,
        "worst_at": ends[before.hour], "after_at": ends[after.hour], "until_at": ends[-1],
        "limits": held.name, "inputs": _inputs(one, hours, before.hour, slot_at, limits),
        "considered": _considered(queue, hours, limits),
    } | _costs(hours, limits)  # fmt: skip


def _wait(queue: Queue, held: Queue, limits: Limits) -> Wait:
    """Return what is to be feared, by how many may wait with the pace that `held` has."""
    most = longer_hours.within(held, limits.target_h)
    return longer_hours.wait(queue, limits.target_h, limits=most)


def _inputs(
    one: Resource, hours: int, worst: int, slot_at: datetime, limits: Limits
) -> dict[str, Any]:
    """Return the numbers that advice was made of: how many wait, ask and are begun."""
    queue, longer = one.queue, one.queue.with_hours(hours)
    asked = queue.waiting + float(queue.asks[: worst + 1].sum())
    laws = [longer_hours.law(each).mean for each in (queue, longer)]
    return {
        "stage": one.row.stage, "slot": slot_at.isoformat(), "first": longer_hours.LEAD,
        "waiting": queue.waiting, "asks": queue.asks.tolist(), "begins": queue.begins.tolist(),
        "more": queue.more.tolist(), "cases": list(queue.cases), "target": limits.target_h,
        "limits": longer_hours.within(queue, limits.target_h).tolist(),
        "left_at": (slot_at + timedelta(hours=worst + 1)).isoformat(),
        "left_without": asked - float(laws[0][worst]), "left_with": asked - float(laws[1][worst]),
    }  # fmt: skip


def _costs(hours: int, limits: Limits) -> dict[str, float]:
    return {"staff_hours": hours * limits.hour_staff, "cost": hours * limits.hour_cost}


def _considered(queue: Queue, chosen: int, limits: Limits) -> list[dict[str, Any]]:
    """Return doing nothing, and an hour fewer and more, beside what is advised, best first."""
    before, rows = _wait(queue, queue, limits), []
    for hours in range(max(chosen - 1, 1), min(chosen + 1, limits.longer_h) + 1):
        after = _wait(queue.with_hours(hours), queue, limits)
        why = "chosen" if hours == chosen else Why.FEWER if hours < chosen else Why.ENOUGH
        one = _alternative(Kind.HOURS, hours, before, after, str(why))
        rows.append(one | _costs(hours, limits))
    rows.sort(key=lambda one: -one["each"])
    nothing = _alternative("nothing", 0, before, before, str(Why.IDLE))
    return [*rows, nothing | _costs(0, limits)]


def _alternative(kind: str, hours: int, before: Wait, after: Wait, why: str) -> dict[str, Any]:
    spared = before.waited - after.waited
    return {
        "kind": str(kind), "beds": hours, "before": before.chance, "after": after.chance,
        "lacks_before": before.waited, "lacks_after": after.waited, "bed_hours": 0, "why": why,
        "giver": "", "spent": float(hours), "each": spared / hours if hours else 0.0,
    }  # fmt: skip
