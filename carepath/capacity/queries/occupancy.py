"""How full a unit was: who lay there when, against the beds that were staffed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from carepath.analysis import bed_claims
from carepath.analysis import occupancy as measures
from carepath.analysis.occupancy import Little, Steps
from carepath.capacity.models import Holding
from carepath.capacity.queries import as_known
from carepath.capacity.queries.closed_beds import closed_stretches
from carepath.frames.moments import to_us
from carepath.places.models import Bed, OpenBeds, Unit


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A unit over [low, high), in microseconds UTC; the percentages are None without staffed beds.

    `holdings` is how many stretches it is made of, `checked` whether the time spent in beds by
    the step function is the sum of those stretches, to the microsecond.
    """

    low: int
    high: int
    occupied: Steps
    staffed: Steps
    entered: bool
    holdings: int
    midnight: float | None
    weighted: float | None
    peak: float | None
    little: Little
    checked: bool


def occupancy(
    *, unit: Unit, low: datetime, high: datetime, known_at: datetime | None = None
) -> Occupancy:
    """Return how full a unit was over a window: by stays of its beds, against open beds.

    With `known_at` as it was known then.
    """
    if known_at is None:
        start, end = _held(unit, low, high)
    else:
        start, end = _known(unit, low, high, known_at)
    since, until = to_us(low), to_us(high)
    occupied = measures.steps(start, end)
    staffed, entered = staffed_beds(unit, since, known_at)
    there, beds = occupied.integral(since, until), staffed.integral(since, until)
    nights = _midnights(low, high, ZoneInfo(unit.site.timezone))
    return Occupancy(
        low=since,
        high=until,
        occupied=occupied,
        staffed=staffed,
        entered=entered,
        holdings=len(start),
        midnight=measures.midnight_percent(occupied.when(nights), staffed.when(nights)),
        weighted=measures.weighted_percent(there, beds),
        peak=measures.peak_percent(occupied, staffed, since, until),
        little=measures.little(start, end, since, until),
        checked=there == measures.clipped(start, end, since, until),
    )


def _held(unit: Unit, low: datetime, high: datetime) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when beds of a unit were held; one that goes on is held at the end of the window."""
    goes_on = Q(until__isnull=True) | Q(until__gt=low)
    rows = Holding.objects.filter(goes_on, bed__unit=unit, since__lt=high).order_by("since", "pk")
    found = rows.values_list("since", "until")
    until = to_us(high) + 1  # still there at the last moment
    pairs = [(to_us(since), until if end is None else to_us(end)) for since, end in found]
    array = np.array(pairs, np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _known(
    unit: Unit, low: datetime, high: datetime, known_at: datetime
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when beds of a unit were held, by the stays that were known at a moment."""
    each = list(as_known.beds(Bed.objects.filter(unit=unit), known_at=known_at))
    since, until = to_us(low), to_us(high)
    found = as_known.claims(each, site=unit.site, low=since, high=until, known_at=known_at)
    stretches = [one for claims in found.values() for one in bed_claims.holdings(claims)]
    pairs = sorted(
        (one.since, until + 1 if one.until is None else one.until)
        for one in stretches
        if one.since < until and (one.until is None or one.until > since)
    )
    array = np.array(pairs, np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def staffed_beds(unit: Unit, since: int, known_at: datetime | None = None) -> tuple[Steps, bool]:
    """Return the open beds over time as people entered them, and whether they did.

    Before the first entry it is counted with; where there is none, all beds count that were not
    closed, as on the board.
    """
    rows = OpenBeds.history.filter(unit=unit).order_by("history_date", "history_id")
    if known_at is not None:
        rows = rows.filter(history_date__lte=known_at)
    entries = [(to_us(at), beds) for at, beds in rows.values_list("history_date", "open_beds")]
    if not entries:
        each = Bed.objects.filter(unit=unit)
        known = (each if known_at is None else as_known.beds(each, known_at=known_at)).count()
        closed = closed_stretches(unit=unit, low=since, known_at=known_at)
        return measures.without(known, closed, since), False
    latest = dict(entries)  # of two at one moment the later
    at = np.array(sorted(latest), np.int64)
    level = np.array([latest[moment] for moment in at.tolist()], np.int64)
    at[0] = min(int(at[0]), since)
    return Steps(at, level), True


def _midnights(low: datetime, high: datetime, zone: ZoneInfo) -> NDArray[np.int64]:
    """Return the midnights of a zone in (low, high], in microseconds UTC."""
    day: date = low.astimezone(zone).date()
    found = []
    while True:
        day += timedelta(days=1)
        moment = datetime.combine(day, time(), zone)
        if moment > high:
            return np.array(found, np.int64)
        found.append(to_us(moment))
