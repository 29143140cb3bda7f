"""A small hospital with real queues, seeded: calm, or with troubles planted in it.

Queues are first come, first served with one or more servers (a Lindley recursion), so that patients
who wait at the same time wait alike, days in a row too. Times are true but for the one clock.
"""

import heapq
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from carepath.frames.moments import DAY, HOUR, MINUTE, OPEN, UNKNOWN, to_us
from carepath.frames.spans import POINT, SERVICE, Spans

LONDON = ZoneInfo("Europe/London")
START = to_us(datetime(2026, 1, 5, tzinfo=LONDON))  # a Monday, without a change of clocks for weeks
STAGES = (
    *("Triage", "ED doctor", "Lab", "CT", "Consult", "Stroke alert", "Transport", "Ward care"),
    *("Lounge", "X-ray", "Review"),
)
TRIAGE, DOCTOR, LAB, CT, CONSULT, STROKE, TRANSPORT, CARE, LOUNGE, XRAY, REVIEW = range(11)
ED, RADIOLOGY, LABORATORY, XRAYS, LOUNGES, WARDS = 1, 2, 3, 4, 5, (11, 12, 13, 14)


@dataclass(frozen=True)
class Troubles:
    """What is planted; None = nothing. Times in minutes, moments in hours from the start."""

    ct_mornings: float | None = None  # slower scans, Monday to Friday 08 to 12
    doctor_mondays: float | None = None  # slower doctors, Mondays 08 to 10
    stroke_day: int | None = None  # from this day on strokes reach the CT at once
    lab_outage: tuple[float, float] | None = None  # from, length in hours
    consult_nights: float | None = None  # so much longer at night
    ward_clock: float | None = None  # ward 12 records so much later than it is
    xray_clock: float | None = None  # and so do the X-rays
    ward_transport: float | None = None  # ward 13's transport takes so much longer to come


ALL = Troubles(
    ct_mornings=1.7,
    doctor_mondays=3.0,
    stroke_day=33,
    lab_outage=(17 * 24 + 10, 5.0),
    consult_nights=45,
    ward_clock=14,
    xray_clock=-7,
    ward_transport=25,
)


def served(asked, length, servers, closed=None):
    """Return when each request, ascending, is begun by one of so many servers."""
    free = [0.0] * servers
    began = np.empty(len(asked))
    for at, (moment, takes) in enumerate(zip(asked.tolist(), length.tolist(), strict=True)):
        begin = max(moment, heapq.heappop(free))
        if closed and closed[0] <= begin < closed[0] + closed[1]:
            begin = closed[0] + closed[1]
        heapq.heappush(free, begin + takes)
        began[at] = begin
    return began


def hospital(seed, *, days=60, a_day=300, troubles=None, stream=0.0):
    """Return (spans, now): `stream` is how much more arrive by day than at night, 0 to 1."""
    rng, planted = np.random.default_rng(seed), troubles or Troubles()
    arrived = _arrivals(rng, days, a_day, stream)
    n = len(arrived)
    rows = []

    def visit(who, stage, asked, began, ended, unit):
        rows.append((who, np.full(len(who), stage), asked, began, ended, unit))

    everyone = np.arange(n)
    seen = arrived + rng.exponential(0.05, n)
    visit(everyone, TRIAGE, None, arrived, seen, ED)
    doctor, left = _queue(rng, seen, 20 / 60, 1.5 * a_day / 24, _monday(planted))
    visit(everyone, DOCTOR, seen, doctor, left, ED)
    tested = rng.random(n) < 0.6
    lab, lab_end = _queue(rng, left[tested], 12 / 60, 0.9 * a_day / 24, closed=planted.lab_outage)
    visit(everyone[tested], LAB, left[tested], lab, lab_end, LABORATORY)
    left[tested] = lab_end
    stroke = rng.random(n) < 0.05
    scanned = rng.random(n) < 0.3
    asked = left + rng.exponential(0.05, n)
    ct, ct_end = _queue(rng, asked[scanned], 15 / 60, 0.45 * a_day / 24, _mornings(planted))
    visit(everyone[scanned], CT, asked[scanned], ct, ct_end, RADIOLOGY)
    left[scanned] = ct_end
    _xrays(rng, visit, everyone[~scanned & (rng.random(n) < 0.3)], left, planted)
    _strokes(rng, visit, everyone[stroke & ~scanned], left, planted)
    _consults(rng, visit, everyone[rng.random(n) < 0.25], left, planted)
    _wards(rng, visit, everyone[rng.random(n) < 0.3], left, planted)
    return _spans(rows, arrived, days), START + days * DAY


def _arrivals(rng, days, a_day, stream):
    times = np.sort(rng.random(rng.poisson(2 * days * a_day)) * days * 24)
    rate = 1 + stream * np.sin((times % 24 - 9) / 24 * 2 * np.pi)
    return times[rng.random(len(times)) < rate / 2]


def _queue(rng, asked, takes, capacity, slower=None, closed=None):
    """Return begin and end of each; servers as many as the capacity (an hour) needs."""
    servers = max(1, round(capacity * takes))
    length = rng.gamma(2, takes * servers / (capacity * takes) / 2, len(asked))
    order = np.argsort(asked)
    if slower:
        length = length * slower(asked)
    began = np.empty(len(asked))
    began[order] = served(asked[order], length[order], servers, closed)
    return began, began + length


def _mornings(planted):
    def slower(t):
        inside = (t // 24 % 7 < 5) & (t % 24 >= 8) & (t % 24 < 12)
        return np.where(inside, planted.ct_mornings, 1)

    return slower if planted.ct_mornings else None


def _monday(planted):
    def slower(t):
        inside = (t // 24 % 7 == 0) & (t % 24 >= 8) & (t % 24 < 10)
        return np.where(inside, planted.doctor_mondays, 1)

    return slower if planted.doctor_mondays else None


def _xrays(rng, visit, who, left, planted):
    late = (planted.xray_clock or 0) / 60
    began = left[who] + rng.exponential(0.2, len(who))
    ended = began + rng.gamma(4, 0.05, len(who))
    visit(who, XRAY, left[who] + late, began + late, ended + late, XRAYS)
    read = ended + rng.exponential(0.3, len(who))
    left[who] = read + 0.1
    visit(who, REVIEW, ended, read, left[who], ED)


def _strokes(rng, visit, who, left, planted):
    asked = left[who]
    visit(who, STROKE, None, asked, asked, ED)
    middle = np.full(len(who), 62 / 60)
    if planted.stroke_day is not None:
        middle[asked >= planted.stroke_day * 24] = 38 / 60
    began = asked + middle * rng.lognormal(0, 0.35, len(who))
    left[who] = began + 0.25
    visit(who, CT, None, began, left[who], RADIOLOGY)


def _consults(rng, visit, who, left, planted):
    asked = left[who]
    day = rng.lognormal(0, 0.35, 1 + int(asked.max() // 24))  # a slow day is slow for all
    wait = 0.5 * rng.lognormal(0, 0.5, len(who)) * day[(asked // 24).astype(int)]
    night = (asked % 24 >= 21) | (asked % 24 < 7)
    wait = wait + np.where(night, (planted.consult_nights or 0) / 60, 0)
    left[who] = asked + wait + 0.4
    visit(who, CONSULT, asked, asked + wait, left[who], ED)


def _wards(rng, visit, who, left, planted):
    unit = rng.choice(WARDS, len(who))
    asked = left[who]
    wait = rng.lognormal(np.log(0.4), 0.5, len(who))
    wait = wait + np.where(unit == 13, (planted.ward_transport or 0) / 60, 0)
    moved = asked + wait + 0.2
    late = np.where(unit == 12, (planted.ward_clock or 0) / 60, 0)
    visit(who, TRANSPORT, asked + late, asked + wait + late, moved + late, unit)
    left[who] = moved + 0.1 + rng.gamma(2, 10, len(who))
    visit(who, CARE, None, moved + 0.1 + late, left[who] + late, unit)
    visit(who, LOUNGE, None, left[who] + 0.05, left[who] + 1, LOUNGES)
    left[who] += 1


def _spans(rows, arrived, days):
    n = len(arrived)
    who = np.concatenate([row[0] for row in rows])
    stage = np.concatenate([row[1] for row in rows])
    asked, began, ended = (
        np.concatenate(
            [np.full(len(row[0]), np.nan) if row[at] is None else row[at] for row in rows]
        )
        for at in (2, 3, 4)
    )
    unit = np.concatenate([np.broadcast_to(row[5], len(row[0])) for row in rows])
    asked, began, ended = (_moments(column) for column in (asked, began, ended))
    now = START + days * DAY
    known = np.where(asked == UNKNOWN, began, asked) <= now
    end = np.where(ended <= now, ended, OPEN)
    start = np.where(began <= now, began, OPEN)
    order = np.lexsort((stage, end, start, who))
    order = order[known[order]]
    closed = np.zeros(n, np.int64)
    np.maximum.at(closed, who, ended)
    return Spans(
        stage=stage[order].astype(np.uint16),
        kind=np.where(start[order] == end[order], POINT, SERVICE).astype(np.uint8),
        parent=np.full(len(order), -1, np.int32),
        unit=unit[order].astype(np.int32),
        requested=asked[order],
        start=start[order],
        end=end[order],
        precision=np.full(len(order), 2, np.uint8),
        offsets=np.concatenate(([0], np.cumsum(np.bincount(who[order], minlength=n)))),
        journey_id=np.arange(n),
        source=np.zeros(n, np.int32),
        opened=_moments(arrived),
        closed=np.where(closed <= now, closed, OPEN),
        stages=STAGES,
        phases=("department",) * 7 + ("ward",) * 2 + ("department",) * 2,
        intervals=True,
    )


def _or_unknown(hours, n):
    return np.full(n, np.nan) if hours is None else hours


def _moments(hours):
    minutes = np.where(np.isnan(hours), 0, np.round(hours * 60)).astype(np.int64)
    return np.where(np.isnan(hours), UNKNOWN, START + minutes * MINUTE)


__all__ = ["ALL", "HOUR", "LONDON", "STAGES", "START", "Troubles", "hospital"]
