"""What recommendations promised against what happened, as far as it is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import F, Q, QuerySet
from numpy.typing import NDArray

from carepath.analysis import longer_hours, promises, queue_pace, sooner_discharges, unit_demand
from carepath.analysis.promises import Calibration, Kept, Short
from carepath.analysis.unit_demand import Stays
from carepath.capacity import queries as capacity
from carepath.forecasts.models import Outcome, Recommendation
from carepath.forecasts.queries.reading import Read, read
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.places.models import Site

State = Recommendation.State
LOOKED_AT = timedelta(days=180)
"""How far back promises are counted together."""
LATEST = timedelta(days=60)
"""What was not looked at for so long is not looked at any more."""
OVER = (State.ACCEPTED, State.REJECTED, State.LAPSED)


@dataclass(frozen=True, slots=True)
class Happened:
    """The hours of a recommendation as they came: beds needed and staffed at the end of each.

    `short` is how short they were, `other` how short they would have been the other way: without
    its beds where it was carried out, with them where it was not. `fell_short` is the hour that was
    said to be the worst, None where it does not lie within; `staffed_then` the beds in it. `left`
    is how many had left by then of those who were there when it was made, where that was promised.
    """

    since: datetime
    until: datetime
    needed: NDArray[np.int64]
    staffed: NDArray[np.int64]
    carried_out: bool
    staffed_then: int
    fell_short: bool | None
    short: Short
    other: Short
    giver: Short | None = None
    left: int | None = None

    @property
    def largest_at(self) -> datetime:
        """Return the end of the hour with the largest shortage."""
        return self.since + timedelta(hours=self.short.hour + 1)


@dataclass(frozen=True, slots=True)
class Advised:
    """A recommendation, what came of it (not saved while its `hours` go on), None = not known."""

    row: Recommendation
    outcome: Outcome | None
    hours: int


@dataclass(frozen=True, slots=True)
class Record:
    """How promises of a site came true: those about beds that were carried out, those of which
    nothing was done, and how many were neither, as beds were opened or closed in another way;
    `accepted` in all; and those of other kinds, where any were looked at."""

    done: Calibration
    left: Calibration
    neither: int
    accepted: int
    others: tuple["Other", ...]


@dataclass(frozen=True, slots=True)
class Other:
    """How promises of another kind came true; `in_beds` whether what was missing are beds."""

    label: str
    in_beds: bool
    done: Calibration
    left: Calibration


def counts_from(row: Recommendation) -> datetime:
    """Return the beginning of the hours that count: that of its decision, else of its forecast."""
    was_decided = row.state in (State.ACCEPTED, State.REJECTED)
    moment = row.decided_at if was_decided and row.decided_at else row.made_at
    return from_us(to_us(moment) // HOUR * HOUR)


def happened(known: Read, row: Recommendation, *, by_now: datetime) -> Happened | None:
    """Return what came of a recommendation in its whole hours by a moment; None = no hour is."""
    first = to_us(counts_from(row))
    last = min(to_us(row.until_at or row.made_at), to_us(by_now))
    hours = (last - first) // HOUR
    if hours < 1:
        return None
    ends = first + (np.arange(hours) + 1) * HOUR
    if row.is_longer:
        return _queued(known, row, first, ends)
    stays = unit_demand.stays_of(known.spans, np.array([row.unit_id]))
    needed = unit_demand.census(stays, first, hours).astype(np.int64)
    staffed = capacity.staffed_beds(row.unit, first)[0].when(ends)
    more = row.more
    told = _place(ends, row.after_at or row.worst_at)
    then = int(staffed[told if told is not None else -1])
    done = then >= row.staffed + more if more > 0 else then <= row.staffed + more
    left = _left(row, stays) if row.is_sooner else None
    if left is not None:
        done = row.done_at is not None or left >= row.inputs["left_with"]
    place = told if done else _place(ends, row.worst_at)
    other = staffed - more if done else staffed + more
    otherwise = needed + _the_other_way(row, stays, ends, done=done) if row.is_sooner else needed
    return Happened(
        since=from_us(first),
        until=from_us(int(ends[-1])),
        needed=needed,
        staffed=staffed,
        carried_out=done,
        staffed_then=int(staffed[place if place is not None else -1]),
        fell_short=None if place is None else bool(needed[place] > staffed[place]),
        short=promises.short(needed, staffed),
        other=promises.short(otherwise, other),
        left=left,
        giver=_giver(known, row, first, ends),
    )


def _queued(
    known: Read, row: Recommendation, first: int, ends: NDArray[np.int64]
) -> Happened:  # fmt: skip
    """Return what came of a resource: who waited for it at the end of each hour, against how many
    might have by what was told."""
    said, slot = row.inputs, _hour_of(row)
    every = queue_pace.requests(known.spans, said["stage"], row.unit_id)
    asked, begun, gone = queue_pace.moments(every)
    edges = np.concatenate(([first], ends))
    count = {name: np.searchsorted(each, edges, side="right")
             for name, each in (("asked", asked), ("begun", begun), ("gone", gone))}  # fmt: skip
    waits = count["asked"] - count["gone"]
    hours = (ends - slot) // HOUR - 1
    limits = np.array(said["limits"])[np.minimum(hours, len(said["limits"]) - 1)]
    until = to_us(datetime.fromisoformat(said["left_at"]))
    left = int(((begun > slot) & (begun <= until)).sum())
    done = row.done_at is not None or left >= said["left_with"]
    open_in = (hours >= said["first"]) & (hours < said["first"] + row.beds)
    more = np.where(open_in, np.array(said["more"])[np.minimum(hours, len(said["more"]) - 1)], 0.0)
    other = longer_hours.the_other_way(waits, np.diff(count["begun"]), more, done=done)
    place = _place(ends, row.after_at or row.worst_at if done else row.worst_at)
    needed = waits[1:].astype(np.int64)
    return Happened(
        since=from_us(first), until=from_us(int(ends[-1])), needed=needed, staffed=limits,
        carried_out=done, staffed_then=row.staffed,
        fell_short=None if place is None else bool(needed[place] > limits[place]),
        short=promises.short(needed, limits), other=promises.short(other, limits), left=left,
    )  # fmt: skip


def _left(row: Recommendation, stays: Stays) -> int:
    """Return how many of those present when it was made had left by the hour it promised."""
    slot, until = _hour_of(row), to_us(datetime.fromisoformat(row.inputs["left_at"]))
    was_there = stays.began <= slot
    return int((was_there & (stays.ended > slot) & (stays.ended <= until)).sum())


def _the_other_way(
    row: Recommendation, stays: Stays, ends: NDArray[np.int64], *, done: bool
) -> NDArray[np.int64]:
    """Return how many more would have been there had its patients left at the other time."""
    slot = _hour_of(row)
    return sooner_discharges.the_other_way(
        stays.ended[stays.began <= slot], ends,
        slot + sooner_discharges.LEAD * HOUR, slot + row.inputs["hours"] * HOUR,
        patients=row.beds, by=row.inputs["by"] * HOUR, done=done,
    )  # fmt: skip


def _hour_of(row: Recommendation) -> int:
    """Return the hour that its forecast is counted from."""
    return to_us(datetime.fromisoformat(row.inputs["slot"]))


def _giver(known: Read, row: Recommendation, first: int, ends: NDArray[np.int64]) -> Short | None:
    """Return how short the unit was whose staff was moved, None where none was."""
    if row.giver is None:
        return None
    stays = unit_demand.stays_of(known.spans, np.array([row.giver_id]))
    needed = unit_demand.census(stays, first, len(ends)).astype(np.int64)
    return promises.short(needed, capacity.staffed_beds(row.giver, first)[0].when(ends))


def outcome_of(row: Recommendation, found: Happened, at: datetime) -> Outcome:
    """Return what came of a recommendation as a row, not saved."""
    return Outcome(
        recommendation_id=row.pk,  # not the object, which would take this for its own outcome
        site=row.site,
        judged_at=at,
        since_at=found.since,
        until_at=found.until,
        carried_out=found.carried_out,
        staffed=found.staffed_then,
        fell_short=found.fell_short,
        largest=found.short.largest,
        largest_at=found.largest_at,
        short_hours=found.short.hours,
        bed_hours=found.short.bed_hours,
        other_largest=found.other.largest,
        other_hours=found.other.hours,
        other_bed_hours=found.other.bed_hours,
        giver_largest=found.giver.largest if found.giver else None,
        giver_hours=found.giver.hours if found.giver else None,
        left=found.left,
        course=[found.needed.tolist(), found.staffed.tolist()],
    )


def advised(rows: Sequence[Recommendation], *, site: Site, at: datetime) -> list[Advised]:
    """Return recommendations with what came of them, as it was looked at, else so far."""
    goes_on = any(under_way(row) for row in rows)
    known = read(site=site, now=to_us(at)) if goes_on else None
    return [Advised(row, _seen(row, known, at), hours_of(row)) for row in rows]


def _seen(row: Recommendation, known: Read | None, at: datetime) -> Outcome | None:
    if hasattr(row, "outcome"):
        return row.outcome
    if known is None or not under_way(row):
        return None
    found = happened(known, row, by_now=at)
    return None if found is None else outcome_of(row, found, at)


def hours_of(row: Recommendation) -> int:
    """Return how many hours count, from its decision on or from its forecast."""
    if row.until_at is None:
        return 0
    return max(0, int((row.until_at - counts_from(row)) / timedelta(hours=1)))


def _place(ends: NDArray[np.int64], moment: datetime) -> int | None:
    found = np.flatnonzero(ends == to_us(moment))
    return int(found[0]) if len(found) else None


def to_look_at(*, site: Site, at: datetime) -> QuerySet[Recommendation]:
    """Return what is over by a moment of the site and was not looked at yet, the oldest first."""
    late = Q(state__in=[State.ACCEPTED, State.REJECTED], decided_at__gte=F("until_at"))
    rows = Recommendation.objects.filter(site=site, outcome=None, state__in=OVER)
    rows = rows.filter(until_at__lte=at, until_at__gt=at - LATEST).exclude(late)
    return rows.select_related("unit", "giver", "site").order_by("until_at", "pk")


def under_way(row: Recommendation) -> bool:
    """Return whether its hours were not looked at, though somebody decided or nobody can."""
    return row.until_at is not None and row.state in OVER and not hasattr(row, "outcome")


def record_of_promises(*, site: Site, at: datetime) -> Record:
    """Return how the promises of a site came true over the last LOOKED_AT, in two queries."""
    rows = Outcome.objects.filter(site=site, judged_at__gt=at - LOOKED_AT, judged_at__lte=at)
    every = list(rows.select_related("recommendation").order_by("pk"))
    found = [one for one in every if not one.recommendation.about]
    done, left = _parted(found)
    accepted = Recommendation.objects.filter(site=site, state=State.ACCEPTED)
    return Record(
        done=promises.calibration(_kept(done)),
        left=promises.calibration(_kept(left)),
        neither=len(found) - len(done) - len(left),
        others=_others(every),
        accepted=accepted.filter(made_at__gt=at - LOOKED_AT, made_at__lte=at).count(),
    )


def _parted(found: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Return those accepted and carried out, and those of which nothing was done."""
    done = [one for one in found if one.carried_out and _accepted(one)]
    return done, [one for one in found if not one.carried_out and not _accepted(one)]


def _others(every: Sequence[Outcome]) -> tuple[Other, ...]:
    found = []
    for kind in (Recommendation.Kind.SOONER, Recommendation.Kind.HOURS):
        mine = [one for one in every if one.recommendation.kind == kind]
        done, left = (promises.calibration(_kept(part)) for part in _parted(mine))
        if done.n or left.n:
            found.append(Other(str(kind.label), kind == Recommendation.Kind.SOONER, done, left))
    return tuple(found)


def _accepted(one: Outcome) -> bool:
    return one.recommendation.state == State.ACCEPTED


def _kept(rows: Iterable[Outcome]) -> Iterable[Kept]:
    for row in rows:
        told = row.recommendation
        yield Kept(
            chance=told.after if row.carried_out else told.before,
            fell_short=row.fell_short,
            any_short=row.short_hours > 0,
            told=told.lacks_after if row.carried_out else told.lacks_before,
            missed=row.bed_hours,
        )
