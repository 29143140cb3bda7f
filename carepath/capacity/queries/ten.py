"""The ten measures that a well-known command centre is run by, and why some cannot be computed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carepath.analysis import discharges, emergency, percentiles
from carepath.analysis.attendances import Attendances
from carepath.analysis.discharges import HospitalStays
from carepath.analysis.emergency import Part
from carepath.capacity.models import Reservation
from carepath.capacity.queries import bed_time
from carepath.capacity.queries.emergency import attendances
from carepath.capacity.queries.record import Record
from carepath.frames.moments import DAY, UNKNOWN, from_us, to_us
from carepath.frames.spans import STAY
from carepath.journeys.models import Journey
from carepath.places.models import Bed

TIME, PERCENT, NUMBER = "time", "percent", "number"
"""What a value is: microseconds, percent, or so many a day."""
RETURN = 30 * DAY
"""Within how long a new admission of the same patient is a readmission."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One of the ten by the key of its definition: a value of a kind, made of n of `of`; None =
    it cannot be computed, and `why` says so."""

    key: str
    value: float | None = None
    kind: str = TIME
    n: int = 0
    of: int = 0
    why: str | Promise = ""


@dataclass(frozen=True, slots=True)
class _Window:
    """What the measures are computed from: a record, its stays and attendances, [low, high)."""

    found: Record
    low: int
    high: int
    stays: HospitalStays
    left: HospitalStays
    came: Attendances


def ten(found: Record, *, days: int) -> list[Measured]:
    """Return the ten measures over so many days up to the moment of a record, in their order."""
    low, high = found.at - days * DAY, found.at
    outside = found.of_care(Bed.Care.EMERGENCY, Bed.Care.DAY)
    stays = discharges.hospital_stays(found.spans, outside, found.words, high)
    lately = found.lately(days + 1)
    window = _Window(
        found=found,
        low=low,
        high=high,
        stays=stays,
        left=discharges.left_within(stays, low, high),
        came=emergency.arrived_within(attendances(lately), low, high),
    )
    return [measure(window) for measure in _TEN]


def _length(window: _Window) -> Measured:
    left = window.left
    if not len(left):
        return Measured("length_of_stay", why=_("Nobody was discharged in the window."))
    mean = float((left.left - left.admitted).mean())
    return Measured("length_of_stay", mean, TIME, len(left), len(left))


def _readmissions(window: _Window) -> Measured:
    key, high = "readmissions_30d", window.high - RETURN
    began = int(window.found.spans.opened.min()) if window.found.spans.n_journeys else window.high
    if began > high:
        why = _("Records do not reach back for 30 days: who will come back is not known yet.")
        return Measured(key, why=why)
    stays = window.stays
    patients = _patients(window.found, stays)
    index = (stays.left >= window.low - RETURN) & (stays.left < high) & ~stays.died
    known = index & (patients >= 0)
    if not known.any():
        why = _("No discharge of at least 30 days ago names its patient.")
        return Measured(key, why=why, of=int(index.sum()))
    back = discharges.came_back(stays, patients, RETURN)
    part = Part(int((back & known).sum()), int(known.sum()), int(index.sum()))
    return Measured(key, part.percent, PERCENT, part.n, part.of)


def _patients(found: Record, stays: HospitalStays) -> np.ndarray:
    """Return the patient of each stay, -1 where the source names none."""
    rows = Journey.objects.filter(site=found.site, patient__isnull=False).order_by("pk")
    known = dict(rows.values_list("pk", "patient"))
    ids = found.spans.journey_id[stays.journey].tolist()
    return np.array([known.get(pk, -1) for pk in ids], np.int64)


def _theatre_exits(_window: _Window) -> Measured:
    why = _("No record says when a patient in theatre or recovery is ready to leave it.")
    return Measured("theatre_exit_delays", why=why)


def _diversions(_window: _Window) -> Measured:
    why = _("No record says when ambulances are sent elsewhere.")
    return Measured("diversions", why=why)


def _discharge_time(window: _Window) -> Measured:
    key, left = "discharge_time", window.left
    if not window.found.words.fit:
        return Measured(key, why=_("No stage says when a patient is fit to leave."), of=len(left))
    known = left.only(left.fit <= left.left)
    if not len(known):
        return Measured(key, why=_("Of nobody discharged it is said."), of=len(left))
    median = percentiles.percentile(known.left - known.fit, percentiles.MEDIAN)
    return Measured(key, median, TIME, len(known), len(left))


def _disposition(window: _Window) -> Measured:
    key = "ed_within_4h"
    if not window.found.department.units:
        return Measured(key, why=_("No unit has beds entered as emergency care."))
    part = emergency.within(window.came, window.high)
    if not part.n:
        return Measured(key, why=_("Nobody arrived in the window."))
    return Measured(key, part.percent, PERCENT, part.n, part.of)


def _occupancy(window: _Window) -> Measured:
    key = "bed_occupancy"
    units = window.found.of_care(Bed.Care.WARD, Bed.Care.HIGH, Bed.Care.INTENSIVE)
    span = {"low": from_us(window.low), "high": from_us(window.high)}
    percent, n = bed_time.occupied_percent(units, **span)
    if percent is None:
        return Measured(key, why=_("No inpatient bed is staffed."))
    return Measured(key, percent, PERCENT, n, n)


def _discharges(window: _Window) -> Measured:
    n, days = len(window.left), (window.high - window.low) / DAY
    return Measured("discharges", n / days, NUMBER, n, n)


def _boarding(window: _Window) -> Measured:
    key = "boarding_time"
    if not window.found.department.units:
        return Measured(key, why=_("No unit has beds entered as emergency care."))
    times = emergency.boarding(window.came)
    if times.median is None:
        return Measured(key, why=_("Nobody was admitted in the window."), of=times.of)
    return Measured(key, times.median, TIME, times.n, times.of)


def _assignment(window: _Window) -> Measured:
    """Time from a request to the reservation of a bed: the latest request before it counts."""
    key, found = "bed_assignment", window.found
    span = {"since_at__gte": window.low, "since_at__lt": window.high}
    rows = Reservation.objects.filter(bed__unit__site=found.site, **span).order_by("pk")
    kept = list(rows.values_list("journey", "since_at"))
    times = [us for pk, since in kept if (us := _since_asked(found, pk, to_us(since))) is not None]
    if not times:
        why = _("No bed was reserved here in the window; feeds do not say when a bed was assigned.")
        return Measured(key, why=why, of=len(kept))
    median = percentiles.percentile(np.array(times), percentiles.MEDIAN)
    return Measured(key, median, TIME, len(times), len(kept))


def _since_asked(found: Record, journey: int, reserved: int) -> int | None:
    """Return for how long a bed had been asked for when one was reserved, None if it was not."""
    places = np.flatnonzero(found.spans.journey_id == journey)
    if not len(places):
        return None
    rows = found.spans.rows(int(places[0]))
    asked = found.spans.requested[rows][found.spans.kind[rows] == STAY]
    asked = asked[(asked != UNKNOWN) & (asked <= reserved)]
    return reserved - int(asked.max()) if len(asked) else None


_TEN: tuple[Callable[[_Window], Measured], ...] = (
    _length,
    _readmissions,
    _theatre_exits,
    _diversions,
    _discharge_time,
    _disposition,
    _occupancy,
    _discharges,
    _boarding,
    _assignment,
)
