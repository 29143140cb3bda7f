"""What forecasts of a site are made of: its stays, its arrivals, and the beds that are staffed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.accounts.policies import PORTAL
from carepath.analysis import (
    arrival_series,
    civil,
    feed_habits,
    forecasts,
    holidays,
    unit_demand,
)
from carepath.analysis.arrival_series import Openings
from carepath.analysis.unit_demand import Stays
from carepath.analysis.wall_hours import WEEK
from carepath.capacity import queries as capacity
from carepath.forecasts import policies
from carepath.frames.moments import DAY, HOUR, OPEN, UNKNOWN, from_us
from carepath.frames.spans import Spans
from carepath.journeys import queries as journeys
from carepath.places import queries as places
from carepath.places.models import Bed, Site, Unit

WEEKS = 52
"""Weeks of stays that are looked at."""
CAME_WEEKS = forecasts.LONGEST
"""Weeks of arrivals that are looked at: a holiday of last year lies 52 weeks and a day back."""
HABIT = 7 * DAY
"""How far back the habit of a site is looked for."""
MICROSECOND = timedelta(microseconds=1)
INPATIENT = frozenset({Bed.Care.WARD, Bed.Care.HIGH, Bed.Care.INTENSIVE})


@dataclass(frozen=True, slots=True)
class Ward:
    """A unit with beds, or (`unit` None) all units with inpatients as one; `keys` are theirs."""

    series: str
    unit: Unit | None
    keys: tuple[int, ...]
    staffed: int


@dataclass(frozen=True)
class Read:
    """What was known of a site when a forecast was made for the hour that begins at `now`."""

    site: Site
    now: int
    spans: Spans

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.site.timezone)

    @cached_property
    def since(self) -> int:
        """Return from when on arrivals and departures are known, at most WEEKS ago."""
        return self._since(WEEKS)

    @cached_property
    def came_since(self) -> int:
        """Return from when on arrivals are known, at most CAME_WEEKS ago."""
        return self._since(CAME_WEEKS)

    def _since(self, weeks: int) -> int:
        found = unit_demand.known_since(self.spans)
        return self.now if found >= OPEN else max(found, self.now - weeks * WEEK * HOUR)

    @cached_property
    def holidays(self) -> dict[int, str]:
        """Return the public holidays (days since 1970) that were known, by name: those of the time
        that arrivals are known of, and those within the horizon."""
        known = places.holidays_known(site=self.site, at=from_us(self.now))
        ends = np.array([self.came_since, self.now + policies.HORIZON * HOUR])
        low, high = (civil.local(ends, self.zone) // DAY).tolist()
        return holidays.within(known, low, high)

    @cached_property
    def special(self) -> dict[int, int]:
        """Return the code of its kind of each holiday."""
        return holidays.codes(self.holidays)

    @cached_property
    def until(self) -> int:
        """Return the last moment of which something was known; UNKNOWN = nothing was."""
        found = UNKNOWN
        for moments in (self.spans.requested, self.spans.start, self.spans.end, self.spans.opened):
            known = moments[(moments != UNKNOWN) & (moments <= self.now)]
            found = max(found, int(known.max(initial=UNKNOWN)))
        return found

    @cached_property
    def quiet(self) -> bool:
        """Return whether nothing was told for longer than is the site's habit of the hour, and for
        longer than what is told late takes; without a habit, for longer than STALE_DATA."""
        every = np.concatenate((self.spans.start, self.spans.end))
        moments = np.unique(every[(every <= self.now) & (every > self.now - HABIT)])
        if not len(moments):
            return True
        hours = civil.hour(civil.local(moments, self.zone))
        habit = feed_habits.habit(moments, hours, hour=int(hours[-1]))
        usual = policies.STALE_DATA / MICROSECOND if habit is None else habit.limit_us
        return bool(self.now - moments[-1] > max(usual, policies.TOLD_LATE / MICROSECOND))

    @cached_property
    def openings(self) -> Openings:
        """Return the arrivals that were known."""
        return arrival_series.openings(self.spans).until(self.now)

    def stays(self, ward: Ward) -> Stays:
        """Return who needed a bed of a ward when."""
        return unit_demand.stays_of(self.spans, np.array(ward.keys))

    def counts(self) -> dict[str, object]:
        """Return what was read, for who looks at the job."""
        return {
            "journeys": self.spans.n_journeys,
            "spans": self.spans.n_spans,
            "since": from_us(self.since).isoformat(timespec="minutes"),
            "until": from_us(self.until).isoformat(timespec="seconds"),
        }


def read(*, site: Site, now: int) -> Read:
    """Return what is known of a site by a moment of its own, microseconds."""
    return Read(site, now, journeys.snapshot(by=PORTAL, site=site.slug).spans)


def wards(*, site: Site, now: int) -> list[Ward]:
    """Return the units with staffed beds by code, after all units with inpatients as one."""
    board = [one for one in capacity.units_now(site=site, at=from_us(now)) if one.staffed]
    found = [Ward(one.unit.code, one.unit, (one.unit.pk,), one.staffed) for one in board]
    inner = {one.unit.pk for one in board if {each.care for each in one.states} <= INPATIENT}
    inpatient = [ward for ward in found if ward.keys[0] in inner]
    if len(inpatient) > 1:
        keys = tuple(ward.keys[0] for ward in inpatient)
        found.insert(0, Ward("", None, keys, sum(ward.staffed for ward in inpatient)))
    return found


def departments(found: Read) -> list[Unit | None]:
    """Return None (the whole site), then the units with enough arrivals, by name."""
    keys = arrival_series.busy(found.openings, found.now)
    units = Unit.objects.filter(pk__in=keys, site=found.site).order_by("name", "code")
    return [None, *units]


def days_used(found: Read) -> list[list[str]]:
    """Return the holidays that a forecast used as (day, name), in order."""
    return [[str(holidays.day(day)), name] for day, name in found.holidays.items()]


def fingerprint(arrays: Iterable[NDArray], days: Iterable[Iterable[str]] = ()) -> str:
    """Return the sha256 of what a forecast was made of, holidays too, as hexadecimal digits."""
    digest = hashlib.sha256(json.dumps([list(day) for day in days]).encode())
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
