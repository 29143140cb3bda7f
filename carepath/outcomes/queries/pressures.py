"""How pressed a site is: each parameter of the escalation rules, now or at many past moments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from numpy.typing import NDArray

from carepath.accounts import policies as accounts
from carepath.analysis import escalation, pressures
from carepath.analysis.escalation import Score
from carepath.analysis.occupancy import Steps
from carepath.analysis.pressures import USUAL, Asks, Attended, Picture, Stays
from carepath.capacity import queries as capacity
from carepath.capacity.models import Holding, Request
from carepath.frames.escalation import Rules
from carepath.frames.moments import MINUTE, OPEN, from_us, to_us
from carepath.places.models import Bed, Site, Unit

PARAMETERS: Mapping[str, Callable[[Picture, NDArray[np.int64]], NDArray[np.float64]]] = {
    "occupancy": pressures.occupancy,
    "spare": pressures.spare,
    "waiting": pressures.waiting,
    "longest_wait": pressures.longest_wait,
    "boarders": pressures.boarders,
    "ed_occupancy": pressures.ed_occupancy,
    "ed_waiting": pressures.ed_waiting,
    "ed_within_4h_day": pressures.ed_within_4h_day,
    "ed_over_12h": pressures.ed_over_12h,
    "ed_arrivals": pressures.ed_arrivals,
    "long_share": pressures.long_share,
    "silent_feeds": pressures.silent_feeds,
}
"""Parameter to what computes it from the picture of a site, at many moments. One more: its line
here, its definition in `frames.definitions.pressures`."""
FED_BY_NOBODY = ("silent_feeds",)
"""Known at any time, however old the data are."""
STEP = 5 * MINUTE
"""Between the moments of a replay."""


@dataclass(frozen=True, slots=True)
class Now:
    """A site at a moment: the value of each parameter (NaN = not known), when something was last
    heard of (None = never), and the score by some rules."""

    values: Mapping[str, float]
    data_at: datetime | None
    score: Score


def now(*, site: Site, rules: Rules, at: datetime) -> Now:
    """Return how pressed a site is at a moment, by some rules.

    While the board is behind nothing is known: what is not projected yet is not counted.
    """
    found = picture(site=site, low=at, high=at)
    moment = np.array([to_us(at)])
    each = values(found, moment, rules)
    if capacity.is_behind():
        each = {key: np.full(1, np.nan) for key in each}
    one = {key: float(value[0]) for key, value in each.items()}
    heard = int(pressures.data_times(found, moment)[0])
    return Now(one, from_us(heard) if heard else None, escalation.score(rules, one))


def values(found: Picture, at: NDArray[np.int64], rules: Rules) -> dict[str, NDArray[np.float64]]:
    """Return each parameter at each moment, NaN where data are older than the rules allow."""
    stale = at - pressures.data_times(found, at) > rules.stale_min * MINUTE
    each = {key: compute(found, at) for key, compute in PARAMETERS.items()}
    return {
        key: value if key in FED_BY_NOBODY else np.where(stale, np.nan, value)
        for key, value in each.items()
    }


def moments(low: datetime, high: datetime) -> NDArray[np.int64]:
    """Return the moments of a replay in [low, high]: whole steps, counted back from the end."""
    end = to_us(high)
    return np.arange(end, to_us(low) - 1, -STEP)[::-1]


def picture(*, site: Site, low: datetime, high: datetime) -> Picture:
    """Return what is known of a site between two moments, as it is known today."""
    since = from_us(to_us(low) - USUAL)
    inpatient, emergency = _staffed(site, to_us(since))
    first = Holding.objects.filter(bed__unit__site=site).order_by("since")
    began = first.values_list("since", flat=True).first()
    return Picture(
        stays=_stays(site, since, high),
        asks=_asks(site, since, high),
        attended=_attended(site, since, high),
        inpatient=inpatient,
        emergency=emergency,
        since=to_us(began) if began else OPEN,
        silent=_silent(site),
    )


def _staffed(site: Site, since: int) -> tuple[dict[int, Steps], dict[int, Steps]]:
    """Return the staffed beds of each unit over time: inpatient units, emergency units."""
    cares = capacity.care_of_units(site=site)
    units = Unit.objects.select_related("site").in_bulk(list(cares))
    inpatient, emergency = {}, {}
    for key, care in cares.items():
        if care != Bed.Care.DAY:
            group = emergency if care == Bed.Care.EMERGENCY else inpatient
            group[key] = capacity.staffed_beds(units[key], since)[0]
    return inpatient, emergency


def _attended(site: Site, low: datetime, high: datetime) -> Attended:
    """Return the attendances of the emergency department, as its own page counts them."""
    found = capacity.record(site=site, by=accounts.PORTAL, at=high)
    every = capacity.attendances(found.lately((high - low).days + 1))
    return Attended(every.arrived, every.left, every.decided)


def _stays(site: Site, low: datetime, high: datetime) -> Stays:
    goes_on = Q(until__isnull=True) | Q(until__gt=low)
    rows = Holding.objects.filter(goes_on, bed__unit__site=site, since__lte=high)
    found = rows.order_by("since", "pk").values_list("since", "until", "bed__unit", "journey")
    return Stays(*_columns(
        [(to_us(since), _end(until), unit, -1 if journey is None else journey)
         for since, until, unit, journey in found], 4
    ))  # fmt: skip


def _asks(site: Site, low: datetime, high: datetime) -> Asks:
    """Return who waited for a bed: a request is over when it was met or taken back, or the journey
    closed."""
    lasts = Q(ended_at__isnull=True) | Q(ended_at__gt=low)
    rows = Request.objects.filter(lasts, unit__site=site, asked_at__lte=high)
    found = rows.order_by("asked_at", "pk").values_list(
        "asked_at", "ended_at", "unit", "journey", "journey__closed_at"
    )
    return Asks(*_columns(
        [(to_us(asked), min(_end(ended), _end(closed)), unit, journey)
         for asked, ended, unit, journey, closed in found], 4
    ))  # fmt: skip


def _silent(site: Site) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the stretches in which a feed of the site was known to be silent."""
    spells = import_string(settings.SILENT_SPELLS)(site=site)
    since, until = _columns([(to_us(since), _end(until)) for since, until in spells], 2)
    return since, until


def _end(until: datetime | None) -> int:
    return OPEN if until is None else to_us(until)


def _columns(rows: Iterable[tuple[int, ...]], n: int) -> list[NDArray[np.int64]]:
    array = np.array(list(rows), np.int64).reshape(-1, n)
    return [array[:, place] for place in range(n)]
