"""Attendances of an emergency department: when each patient came, got a space, was seen, left.

Method: a journey is an attendance where it has a stay (asked for or begun) in a unit with emergency
places, or began at its door: a unit at which most of those who arrive go on to such a stay. Moments
after `at` have not happened yet, so that any past instant is answered by the same rule. A patient
has left when the last such stay before the first bed elsewhere ended and none other is asked for.
Assumption: a journey holds one attendance; one who comes back from a ward is there, never new.
Reference: docs/algorithms/attendances.md.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carepath.frames.carewords import CareWords
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import STAY, Spans

DOOR = 0.5
"""Share of those who arrive somewhere that must go on to an emergency stay to make it the door."""

Moments = NDArray[np.int64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Attendances:
    """One row an attendance, by position of its journey. Moments in microseconds, OPEN = not yet,
    or never told: arrived, first in a space, first seen by a doctor, a bed decided on, left.

    `unit` is the emergency unit they are or were in last, -1 = none; `placed` whether a space holds
    them at the moment asked for; `asks` since when they wait then for a bed elsewhere, OPEN = not.
    """

    journey: Moments
    arrived: Moments
    spaced: Moments
    seen: Moments
    decided: Moments
    left: Moments
    asks: Moments
    unit: Moments
    placed: NDArray[np.bool_]
    admitted: NDArray[np.bool_]
    unseen: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.journey)

    def only(self, mask: NDArray) -> "Attendances":
        """Return those at these rows, or where the mask is true."""
        return Attendances(*(getattr(self, name)[mask] for name in self.__slots__))

    @property
    def here(self) -> NDArray[np.bool_]:
        """Return which are in the department at the moment asked for, in a space or not."""
        return self.left == OPEN

    @property
    def boards(self) -> NDArray[np.bool_]:
        """Return which are there although they wait for a bed elsewhere."""
        return self.here & (self.asks != OPEN)


@dataclass(frozen=True, slots=True)
class Department:
    """What makes an emergency department of a site: the units with its places, the units that are
    its door, and the stages whose names tell of arriving, being seen and leaving unseen."""

    units: frozenset[int]
    doors: frozenset[int]
    words: CareWords


def department(spans: Spans, units: Collection[int], words: CareWords) -> Department:
    """Return the department with these units, its door found in all journeys of the site."""
    log = _Log(spans, units, OPEN)
    rows = log.called(words.arrived)
    rows = rows[spans.unit[rows] >= 0]  # one without a unit is at no door
    pairs = np.unique(np.stack([spans.unit[rows].astype(np.int64), log.of[rows]]), axis=1)
    found, place = np.unique(pairs[0], return_inverse=True)
    went_on = np.bincount(place, log.any(log.emergency)[pairs[1]], len(found))
    doors = found[went_on >= DOOR * np.bincount(place, minlength=len(found))]
    return Department(frozenset(units), frozenset(doors.tolist()), words)


def attendances(spans: Spans, of: Department, at: int) -> Attendances:
    """Return every attendance that began by a moment, as it was then."""
    log, words = _Log(spans, of.units, at), of.words
    stays, began = log.emergency, np.minimum(log.asked, spans.start)
    stays = stays[began[stays] <= at]
    door = log.by(log.called(words.arrived))
    door = door[np.isin(spans.unit[door], list(of.doors))]
    arrived = np.minimum(log.first(stays, began), log.first(door, spans.start))
    begun = log.by(stays)
    beds = log.by(log.elsewhere)
    beds = beds[spans.start[beds] >= arrived[log.of[beds]]]
    admitted_at = log.first(beds, spans.start)
    left = log.left(begun, admitted_at)
    placed = log.any(log.going_on(begun))
    left[placed | log.any(log.waiting(stays))] = OPEN
    seen = log.by(log.called(words.seen))
    owner = log.of[seen]
    seen = seen[(spans.start[seen] >= arrived[owner]) & (spans.start[seen] <= left[owner])]
    unit = np.full(spans.n_journeys, -1, np.int64)
    unit[log.of[begun]] = spans.unit[begun]  # rows stand by start: the last one stays
    found = np.flatnonzero(arrived <= at)
    columns = (
        arrived,
        log.first(begun, spans.start),
        log.first(seen, spans.start),
        log.decided(arrived),
        left,
        log.first(log.waiting(log.elsewhere), log.asked),
        unit,
        placed,
        admitted_at != OPEN,
        log.any(log.by(log.called(words.unseen))),
    )
    return Attendances(found, *(column[found] for column in columns))


class _Log:
    """The spans with what several steps ask of them; rows are positions of spans."""

    def __init__(self, spans: Spans, units: Collection[int], at: int) -> None:
        self.spans, self.at, self.of = spans, at, spans.journey
        self.asked = np.where(spans.requested == UNKNOWN, spans.start, spans.requested)
        stay = (spans.kind == STAY) & (spans.unit >= 0)
        mine = np.isin(spans.unit, list(units))
        self.emergency, self.elsewhere = np.flatnonzero(stay & mine), np.flatnonzero(stay & ~mine)

    def by(self, rows: Rows) -> Rows:
        """Return the rows that have begun by the moment."""
        return rows[self.spans.start[rows] <= self.at]

    def first(self, rows: Rows, moments: Moments) -> Moments:
        """Return the earliest of these rows' moments for each journey, OPEN where none is."""
        found = np.full(self.spans.n_journeys, OPEN)
        np.minimum.at(found, self.of[rows], moments[rows])
        return found

    def any(self, rows: Rows) -> NDArray[np.bool_]:
        """Return which journeys have one of these rows."""
        found = np.zeros(self.spans.n_journeys, bool)
        found[self.of[rows]] = True
        return found

    def called(self, names: Collection[str]) -> Rows:
        """Return the rows of stages with these names."""
        codes = [code for code, name in enumerate(self.spans.stages) if name in names]
        return np.flatnonzero(np.isin(self.spans.stage, codes))

    def ends(self, rows: Rows) -> Moments:
        """Return when rows end; a stay nobody ended is over when its journey is."""
        return np.minimum(self.spans.end[rows], self.spans.closed[self.of[rows]])

    def going_on(self, rows: Rows) -> Rows:
        """Return which of the rows that began go on at the moment."""
        return rows[self.ends(rows) > self.at]

    def waiting(self, rows: Rows) -> Rows:
        """Return which rows are asked for at the moment, and neither begun nor withdrawn."""
        waits = (self.asked[rows] <= self.at) & (self.spans.start[rows] > self.at)
        return self.going_on(rows[waits])

    def left(self, begun: Rows, admitted_at: Moments) -> Moments:
        """Return when each journey left the department; of one never in a space when it closed."""
        before = begun[self.spans.start[begun] < admitted_at[self.of[begun]]]
        found = np.full(self.spans.n_journeys, -1, np.int64)
        np.maximum.at(found, self.of[before], self.ends(before))
        found = np.where(found < 0, np.minimum(admitted_at, self.spans.closed), found)
        return np.where(found > self.at, OPEN, found)

    def decided(self, arrived: Moments) -> Moments:
        """Return when a bed elsewhere was first asked for after the arrival, and not withdrawn."""
        rows = self.elsewhere[self.spans.requested[self.elsewhere] != UNKNOWN]
        rows = rows[(self.asked[rows] <= self.at) & (self.asked[rows] >= arrived[self.of[rows]])]
        withdrawn = (self.spans.start[rows] == OPEN) & (self.spans.end[rows] <= self.at)
        return self.first(rows[~withdrawn], self.asked)
