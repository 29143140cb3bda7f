"""What a number of the capacity pages opens to: its value, and journeys that recompute to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.analysis import cohorts, emergency, stage_queues
from carepath.analysis import discharges as hospital
from carepath.analysis.attendances import Attendances
from carepath.analysis.bed_waits import BedWaits
from carepath.analysis.discharges import HospitalStays
from carepath.analysis.long_stays import Inpatients
from carepath.capacity.queries.bed_waits import (
    bed_waits,
    coming,
    intensive_now,
    leaving,
    longest_wait,
)
from carepath.capacity.queries.emergency import EmergencyNow, attendances, emergency_now
from carepath.capacity.queries.long_stays import WEEK, inpatients, inpatients_shown, lengths
from carepath.capacity.queries.record import Record, named
from carepath.capacity.queries.ten import Measured, ten
from carepath.frames.moments import DAY, OPEN
from carepath.journeys.models import Journey
from carepath.places.models import Bed
from carepath.ui import words

MIDDLE, TAIL = 5, 5
"""Example journeys around the median, and with the largest values."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One journey of a number and its own time, in words; `tail` = among the longest."""

    journey: Journey
    value: str
    tail: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A number: `figures` are (what, text), the first is the number itself; made of n of `of`.

    `samples` are journeys of it, with `what` their own values are; `days` is its window, 0 = it is
    of a moment.
    """

    figures: tuple[tuple[str, str], ...]
    n: int
    of: int
    what: str
    samples: list[Sample]
    days: int


@dataclass(frozen=True, slots=True)
class _Told:
    """A number before its journeys are named: their positions and times in microseconds."""

    figures: tuple[tuple[str, str], ...]
    n: int
    of: int
    what: str
    journeys: NDArray[np.int64]
    us: NDArray[np.int64]


class _Asked:
    """A record asked about a window and a stage; each answer is computed once."""

    def __init__(self, found: Record, days: int, stage: str) -> None:
        self.found, self.stage, self.at = found, stage, found.at
        self.low, self.days = found.at - days * DAY, days

    @cached_property
    def every(self) -> Attendances:
        return attendances(self.found)

    @cached_property
    def here(self) -> Attendances:
        return self.every.only(self.every.here)

    @cached_property
    def came(self) -> Attendances:
        return emergency.arrived_within(self.every, self.low, self.at)

    @cached_property
    def now(self) -> EmergencyNow:
        return emergency_now(self.found, self.every)

    @cached_property
    def waits(self) -> BedWaits:
        return bed_waits(self.found)

    @cached_property
    def inside(self) -> Inpatients:
        return inpatients(self.found)

    @cached_property
    def ten(self) -> dict[str, Measured]:
        return {one.key: one for one in ten(self.found, days=self.days)}

    @cached_property
    def left(self) -> HospitalStays:
        outside = self.found.of_care(Bed.Care.EMERGENCY, Bed.Care.DAY)
        words_of, spans = self.found.words, self.found.spans
        stays = hospital.hospital_stays(spans, outside, words_of, self.at)
        return hospital.left_within(stays, self.low, self.at)


def proof(key: str, found: Record, *, days: int, stage: str = "") -> Proof | None:
    """Return what a number opens to, over so many days up to the moment of a record.

    None for a number that is not made of journeys one by one, or whose `stage` is not there.
    """
    if key not in _PROOFS or (key in OF_STAGE and stage not in found.spans.stages):
        return None
    told = _PROOFS[key](_Asked(found, days, stage))
    places = np.arange(len(told.us))
    chosen = cohorts.examples(told.us, places, MIDDLE, TAIL).tolist()
    journeys = named(found.spans, told.journeys[chosen].tolist())
    samples = [
        Sample(
            journeys[int(told.journeys[place])],
            words.duration(int(told.us[place])),
            at >= len(chosen) - TAIL,
        )
        for at, place in enumerate(chosen)
    ]
    window = 0 if key in OF_A_MOMENT else days
    return Proof(told.figures, told.n, told.of, told.what, samples, window)


def _patients(asked: _Asked) -> _Told:
    return _of_here(asked, (_("Patients"), words.number(asked.now.patients)))


def _occupancy(asked: _Asked) -> _Told:
    now = asked.now
    spaces = (_("Staffed spaces"), words.number(now.spaces))
    return _of_here(asked, (_("Occupancy"), words.share(now.patients, now.spaces)), spaces)


def _nedocs(asked: _Asked) -> _Told:
    score = asked.now.crowding.score
    text = _("no score") if score is None else _("at least %(n)s") % {"n": words.number(score)}
    return _of_here(asked, (_("Score"), text))


def _longest(asked: _Asked) -> _Told:
    return _of_here(asked, (_("Longest there"), words.duration(asked.now.longest)))


def _of_here(asked: _Asked, *figures: tuple[str, str]) -> _Told:
    here, us = asked.here, asked.at - asked.here.arrived
    return _Told(figures, len(here), len(here), _("time since arrival"), here.journey, us)


def _within(asked: _Asked) -> _Told:
    part = emergency.within(asked.came, asked.at)
    figure = (_("Left within 4 hours"), words.share(part.k, part.n))
    return _in_department(asked, part, figure, emergency.FOUR)


def _from_arrival(asked: _Asked) -> _Told:
    part = emergency.beyond(asked.came, asked.at)
    figure = (_("More than 12 hours from arrival"), words.number(part.k))
    return _in_department(asked, part, figure, emergency.TWELVE)


def _in_department(
    asked: _Asked, part: emergency.Part, figure: tuple[str, str], limit: int
) -> _Told:
    us = np.minimum(asked.came.left, asked.at) - asked.came.arrived
    decided = (asked.came.left != OPEN) | (us > limit)
    places = asked.came.journey[decided]
    return _Told((figure,), part.n, part.of, _("time in the department"), places, us[decided])


def _from_decision(asked: _Asked) -> _Told:
    part = emergency.boarded_beyond(asked.came, asked.at)
    some = asked.came.only((asked.came.decided != OPEN) & (asked.came.decided <= asked.came.left))
    us = np.minimum(some.left, asked.at) - some.decided
    decided = (some.left != OPEN) | (us > emergency.TWELVE)
    figure = (_("More than 12 hours from the decision to admit"), words.number(part.k))
    what = _("time since the decision")
    return _Told((figure,), part.n, part.of, what, some.journey[decided], us[decided])


def _doctor(asked: _Asked) -> _Told:
    times, seen = emergency.door_to_doctor(asked.came), asked.came.seen != OPEN
    us = (asked.came.seen - asked.came.arrived)[seen]
    figures = (
        (_("Median"), words.duration(times.median)),
        (_("90 % within"), words.duration(times.p90)),
    )
    return _Told(figures, times.n, times.of, _("door to doctor"), asked.came.journey[seen], us)


def _unseen(asked: _Asked) -> _Told:
    part, some = emergency.unseen(asked.came), asked.came.only(asked.came.unseen)
    figures = (
        (_("Left without being seen"), words.share(part.k, part.n)),
        (_("Patients"), words.number(part.k)),
    )
    us = np.minimum(some.left, asked.at) - some.arrived
    return _Told(figures, part.n, part.of, _("time until they left"), some.journey, us)


def _boarders(asked: _Asked) -> _Told:
    some = asked.here.only(asked.here.boards)
    figure = (_("Boarders"), words.number(len(some)))
    n, of = len(some), len(asked.here)
    return _Told((figure,), n, of, _("wait for a bed"), some.journey, asked.at - some.asks)


def _boarding_time(asked: _Asked) -> _Told:
    some, times = asked.came, emergency.boarding(asked.came)
    gone = some.only(some.admitted & (some.decided <= some.left) & (some.left != OPEN))
    figure = (_("Median"), words.duration(times.median))
    us = gone.left - gone.decided
    return _Told((figure,), times.n, times.of, _("boarding time"), gone.journey, us)


def _intensive(asked: _Asked) -> _Told:
    units = asked.found.of_care(Bed.Care.INTENSIVE)
    now = intensive_now(asked.found, asked.waits)
    some = asked.inside.only(np.isin(asked.inside.unit, list(units)))
    figures = (
        (_("Occupied"), words.number(now.occupied)),
        (_("Staffed"), words.number(now.staffed)),
        (_("Free and staffed"), words.number(now.available)),
    )
    us = asked.at - some.admitted
    return _Told(figures, len(some), now.staffed, _("in hospital for"), some.journey, us)


def _step_down(asked: _Asked) -> _Told:
    return _of_waits(asked, leaving(asked.waits, asked.found.of_care(Bed.Care.INTENSIVE)))


def _step_up(asked: _Asked) -> _Told:
    return _of_waits(asked, coming(asked.waits, asked.found.of_care(Bed.Care.INTENSIVE)))


def _all_waits(asked: _Asked) -> _Told:
    return _of_waits(asked, asked.waits)


def _of_waits(asked: _Asked, some: BedWaits) -> _Told:
    figures = (
        (_("Waiting"), words.number(len(some))),
        (_("Longest"), words.duration(longest_wait(asked.found, some))),
    )
    n, of, us = len(some), len(asked.waits), asked.at - some.asked
    return _Told(figures, n, of, _("wait for a bed"), some.journey, us)


def _long_stays(asked: _Asked) -> _Told:
    total = lengths(asked.found, asked.inside)[0]
    figures = (
        (_("7 days or more"), words.number(total.week)),
        (_("21 days or more"), words.number(total.weeks)),
    )
    shown = {"shown": WEEK, "unit": None}
    some = inpatients_shown(asked.found, asked.inside, **shown)
    us = asked.at - some.admitted
    return _Told(figures, total.week, total.n, _("in hospital for"), some.journey, us)


def _fit(asked: _Asked) -> _Told:
    some = asked.inside.only(asked.inside.fit != OPEN)
    figure = (_("Fit to leave and still in"), words.number(len(some)))
    n, of, us = len(some), len(asked.inside), asked.at - some.fit
    return _Told((figure,), n, of, _("fit to leave for"), some.journey, us)


def _queue_length(asked: _Asked) -> _Told:
    who, us = stage_queues.waiting(asked.found.spans, asked.stage, asked.at)
    figure = (_("Waiting for %(stage)s") % {"stage": asked.stage}, words.number(len(who)))
    return _Told((figure,), len(who), len(who), _("waits for"), who, us)


def _queue_wait(asked: _Asked) -> _Told:
    who, us = stage_queues.waited(asked.found.spans, asked.stage, asked.low, asked.at)
    median = float(np.median(us)) if len(us) else None
    what = _("Median wait for %(stage)s") % {"stage": asked.stage}
    figure = (what, words.duration(median))
    return _Told((figure,), len(who), len(who), _("wait"), who, us)


def _length_of_stay(asked: _Asked) -> _Told:
    return _of_left(asked, "length_of_stay", (_("Mean"), _time(asked.ten["length_of_stay"])))


def _discharges(asked: _Asked) -> _Told:
    one = asked.ten["discharges"]
    return _of_left(asked, "discharges", (_("A day"), words.number(one.value, 1)))


def _of_left(asked: _Asked, key: str, figure: tuple[str, str]) -> _Told:
    one, left = asked.ten[key], asked.left
    us = left.left - left.admitted
    return _Told((figure,), one.n, one.of, _("length of stay"), left.journey, us)


def _discharge_time(asked: _Asked) -> _Told:
    one, left = asked.ten["discharge_time"], asked.left.only(asked.left.fit <= asked.left.left)
    us = left.left - left.fit
    what = _("fit to leave until they left")
    return _Told(((_("Median"), _time(one)),), one.n, one.of, what, left.journey, us)


def _time(one: Measured) -> str:
    return words.duration(one.value, precision="min")


OF_A_MOMENT = (
    "ed_patients",
    "ed_occupancy",
    "nedocs",
    "ed_longest",
    "boarders",
    "intensive_beds",
    "step_down_waits",
    "intensive_waits",
    "bed_waits",
    "long_stays",
    "delayed_discharges",
    "queue_length",
)
"""Numbers of one moment; the others are of a window before it."""
OF_STAGE = ("queue_length", "queue_wait")
"""Numbers of one stage."""
_PROOFS: dict[str, Callable[[_Asked], _Told]] = {
    "ed_patients": _patients,
    "ed_occupancy": _occupancy,
    "nedocs": _nedocs,
    "ed_longest": _longest,
    "ed_within_4h": _within,
    "ed_12h_from_decision": _from_decision,
    "ed_12h_from_arrival": _from_arrival,
    "door_to_doctor": _doctor,
    "left_unseen": _unseen,
    "boarders": _boarders,
    "boarding_time": _boarding_time,
    "intensive_beds": _intensive,
    "step_down_waits": _step_down,
    "intensive_waits": _step_up,
    "bed_waits": _all_waits,
    "long_stays": _long_stays,
    "delayed_discharges": _fit,
    "queue_length": _queue_length,
    "queue_wait": _queue_wait,
    "length_of_stay": _length_of_stay,
    "discharges": _discharges,
    "discharge_time": _discharge_time,
}
PROVEN = frozenset(_PROOFS)
"""Numbers that open to journeys."""
