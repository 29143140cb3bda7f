"""What a model of a site is made of: its visits, stays and scans of whole weeks, and its beds.

Everything is as it was known at the moment of the site that is asked for. What cannot be used is
left out and counted by its reason.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.accounts.policies import PORTAL
from carepath.analysis import plausible
from carepath.capacity import queries as capacity
from carepath.capacity.models import Holding
from carepath.capacity.queries import Record
from carepath.frames.moments import OPEN, UNKNOWN, to_us
from carepath.frames.spans import STAY
from carepath.places.models import Bed, Site, Unit
from carepath.scenarios.queries import stations
from carepath.simulator.flow.calibration import LEAST_STAYS
from carepath.simulator.flow.history import WEEK, History, Stays, Visits, every_hour, hours_of
from carepath.simulator.flow.reproduction import HELD, LEAST

MOST_WEEKS, LEAST_WEEKS = 12, 3
"""Whole weeks that are read, and without how many there is no model."""
INPATIENT = (Bed.Care.WARD, Bed.Care.HIGH, Bed.Care.INTENSIVE)
MONDAY = datetime(1970, 1, 5)  # noqa: DTZ001 - a wall clock has no zone
"""What hours on the wall are counted from."""
Rows = NDArray[np.int64]
Wards = list[tuple[Unit, int]]


class TooLittle(ValueError):
    """A site of which too little is known to run it; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a site: the history, its bounds, how much it was and what was left out."""

    history: History
    since: datetime
    until: datetime
    counts: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """Return the sha256 of every column and name, as hexadecimal digits."""
        digest = hashlib.sha256()
        for part in _parts(self.history):
            digest.update(part)
        return digest.hexdigest()


def read(*, site: Site, at: datetime) -> Read:
    """Return what is known of a site by a moment of its own; TooLittle."""
    record = capacity.record(site=site, by=PORTAL, at=at)
    units = wards(site=site, at=at)
    if not units:
        raise TooLittle(_("No unit with inpatients has a staffed bed: enter beds first."))
    source = _Source(record)
    since, until = source.weeks()
    units = source.busy(units, since, until)
    visits = source.visits(since, until)
    if not len(visits.case):
        text = _("Nobody came to the emergency department in these weeks: its places make one.")
        raise TooLittle(text)
    stays = source.stays([unit.pk for unit, _staffed in units], since, until)
    there = stations.there(site=site, spans=record.spans)
    found = stations.read(record.spans, there, source.wall, since, until, source.usable)
    history = History(
        since=since, until=until, units=tuple(unit.code for unit, _staffed in units),
        staffed=every_hour([staffed for _unit, staffed in units]), visits=visits, stays=stays,
        groups=groups([unit for unit, _staffed in units]), stations=tuple(there),
        servers=found.servers, scans=found.scans,
    )  # fmt: skip
    counts = {
        "groups": [[history.units[place] for place in group] for group in history.groups],
        "weeks": history.weeks, "journeys": source.n_journeys, "visits": len(visits.case),
        "stays": len(stays.case), "scans": len(found.scans.case), "left_out": source.left_out,
    }  # fmt: skip
    zone = source.zone
    return Read(history, _moment(since, zone), _moment(until, zone), counts)


def wards(*, site: Site, at: datetime) -> Wards:
    """Return the units with inpatients that have a staffed bed, with how many, by code."""
    cares = capacity.care_of_units(site=site)
    return [
        (one.unit, one.staffed)
        for one in capacity.units_now(site=site, at=at)
        if one.staffed and cares.get(one.unit.pk) in INPATIENT
    ]


def groups(units: Sequence[Unit]) -> tuple[tuple[int, ...], ...]:
    """Return the places of units that stand in for each other: all beds of both are entered with
    one and the same care and specialty."""
    rows = Bed.objects.filter(unit__in=units).order_by("unit").distinct()
    kinds: dict[int, set[tuple[str, str]]] = {}
    for unit, care, specialty in rows.values_list("unit", "care", "specialty"):
        kinds.setdefault(unit, set()).add((care, specialty))
    alike: dict[tuple[str, str], list[int]] = {}
    for place, unit in enumerate(units):
        found = kinds.get(unit.pk, set())
        if len(found) == 1 and next(iter(found))[1]:
            alike.setdefault(next(iter(found)), []).append(place)
    return tuple(tuple(each) for each in alike.values() if len(each) > 1)


class _Source:
    """The record of a site and what several tables ask of it; hours are those of its wall."""

    def __init__(self, record: Record) -> None:
        self.record, self.spans = record, record.spans
        self.zone = ZoneInfo(record.site.timezone)
        self.left_out: dict[str, int] = {}
        odd = plausible.journeys(self.spans, record.at)
        self.usable = ~odd
        self._leave_out("implausible", int(odd.sum()))

    @property
    def n_journeys(self) -> int:
        return int(self.spans.n_journeys)

    def wall(self, moments: Rows) -> NDArray[np.float64]:
        """Return moments as hours on the site's wall, NaN where they are not known by now."""
        known = (moments != UNKNOWN) & (moments <= self.record.at)
        return hours_of(np.where(known, moments, -1), self.zone)

    def weeks(self) -> tuple[int, int]:
        """Return the whole weeks that are known, as hours; TooLittle."""
        rows = self.spans.kind == STAY
        first = int(self.spans.end[rows].min(initial=OPEN))
        now = float(self.wall(np.array([self.record.at]))[0])
        until = int(now // WEEK * WEEK)
        known = until if first > self.record.at else float(self.wall(np.array([first]))[0])
        since = max(until - MOST_WEEKS * WEEK, int(-(-known // WEEK) * WEEK))
        if until - since < LEAST_WEEKS * WEEK:
            text = _(
                "Whole weeks from a Monday on are needed, at least %(least)s; %(n)s are known."
            )
            known_weeks = max(0, until - since) // WEEK
            raise TooLittle(text % {"least": LEAST_WEEKS, "n": known_weeks})
        return since, until

    def busy(self, units: Wards, since: int, until: int) -> Wards:
        """Return the units in which enough stays ended in these weeks to learn from, also in those
        before the last ones, which are held out; TooLittle."""
        ended = self.wall(self.spans.end)
        held = HELD * WEEK if until - since >= (HELD + LEAST) * WEEK else 0
        rows = (self.spans.kind == STAY) & (ended >= since) & (ended < until - held)
        found = [
            (unit, staffed)
            for unit, staffed in units
            if (rows & (self.spans.unit == unit.pk)).sum() >= LEAST_STAYS
        ]
        self._leave_out("quiet_units", len(units) - len(found))
        if not found:
            text = _("In no unit %(n)s stays ended in these weeks: there is too little to learn.")
            raise TooLittle(text % {"n": LEAST_STAYS})
        return found

    def visits(self, since: int, until: int) -> Visits:
        """Return the visits to the emergency department that began in these weeks."""
        found = capacity.attendances(self.record)
        found = found.only(self.usable[found.journey])
        arrived, left = self.wall(found.arrived), self.wall(found.left)
        asked, admitted = self.wall(found.decided), found.admitted | (found.decided != OPEN)
        # A bed that is asked for after the department was left is waited for elsewhere.
        decided = np.where(admitted & ~np.isnan(asked), np.fmin(asked, left), left)
        within = (arrived >= since) & (arrived < until)
        odd = within & ((left < arrived) | (decided < arrived))
        self._leave_out("times_disagree", int(odd.sum()))
        self._leave_out("request_unknown", int((within & found.admitted & np.isnan(asked)).sum()))
        kept = within & ~odd
        columns = (found.journey.astype(np.int64), arrived, decided, left, admitted)
        return Visits(*(column[kept] for column in columns))

    def stays(self, units: Sequence[int], since: int, until: int) -> Stays:
        """Return the stays in beds of these units that touch these weeks, one a case and unit
        without a gap."""
        spans, of = self.spans, self.spans.journey
        rows = np.flatnonzero((spans.kind == STAY) & np.isin(spans.unit, units))
        rows = rows[self.usable[of[rows]]]
        left = self.wall(np.minimum(spans.end[rows], spans.closed[of[rows]]))
        entered, asked = self.wall(spans.start[rows]), self.wall(spans.requested[rows])
        asked = np.where(np.isnan(asked), entered, np.fmin(asked, entered))
        withdrawn = np.isnan(entered) & ~np.isnan(left)
        empty = left <= entered
        touches = (asked < until) & ~(left <= since)
        self._leave_out("request_withdrawn", int((withdrawn & touches).sum()))
        self._leave_out("no_time_in_bed", int((empty & touches).sum()))
        kept = touches & ~withdrawn & ~empty
        order = np.argsort(units)
        place = order[np.searchsorted(np.array(units)[order], spans.unit[rows])]
        bed = self.beds(units, rows)
        columns = (of[rows].astype(np.int64), place.astype(np.int64), asked, entered, left, bed)
        return one_a_unit(*(column[kept] for column in columns))

    def beds(self, units: Sequence[int], rows: Rows) -> Rows:
        """Return which bed each of these stays began in, -1 where that is not known."""
        held = Holding.objects.filter(bed__unit__in=units, journey__isnull=False)
        known = held.order_by("pk").values_list("journey", "since", "bed")
        found = {(journey, to_us(since)): bed for journey, since, bed in known}
        keys = zip(
            self.spans.journey_id[self.spans.journey[rows]].tolist(),
            self.spans.start[rows].tolist(), strict=True,
        )  # fmt: skip
        return np.array([found.get(key, -1) for key in keys], np.int64)

    def _leave_out(self, reason: str, number: int) -> None:
        if number:
            self.left_out[reason] = self.left_out.get(reason, 0) + number


def one_a_unit(case: Rows, unit: Rows, asked: Any, entered: Any, left: Any, bed: Rows) -> Stays:
    """Return stays in which a change of beds within a unit is none: rows of a case and unit that
    touch are one, of which no bed is told."""
    order = np.lexsort((np.nan_to_num(entered, nan=np.inf), unit, case))
    case, unit, asked, entered, left, bed = (
        column[order] for column in (case, unit, asked, entered, left, bed)
    )
    if not len(case):
        return Stays()
    gone = np.nan_to_num(left, nan=np.inf)
    same = (case[1:] == case[:-1]) & (unit[1:] == unit[:-1])
    goes_on = same & (np.nan_to_num(entered[1:], nan=np.inf) <= gone[:-1])
    first = np.flatnonzero(np.concatenate(([True], ~goes_on)))
    last = np.maximum.reduceat(gone, first)
    alone = np.diff(np.append(first, len(case))) == 1
    return Stays(
        case[first], unit[first], asked[first], entered[first],
        np.where(np.isinf(last), np.nan, last), np.where(alone, bed[first], -1),
    )  # fmt: skip


def _moment(hours: int, zone: ZoneInfo) -> datetime:
    return (MONDAY + timedelta(hours=hours)).replace(tzinfo=zone)


def _parts(value: Any) -> Iterator[bytes]:
    """Yield the bytes of everything in a history, in the order of its fields."""
    if isinstance(value, np.ndarray):
        yield f"{value.dtype.str}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Visits | Stays | History) or hasattr(value, "__dataclass_fields__"):
        for field in fields(value):
            yield from _parts(getattr(value, field.name))
    else:
        yield repr(value).encode()
