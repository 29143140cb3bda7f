"""Learn a hospital's model from its own record.

Method: nothing is fitted to a formula where the record can speak itself. Visits and stays are kept
as rows and drawn again at the same hours of the week; only what depends on how full it is (waits
for a bed, a scanner) is taken out and left to the queues. Stays that go on are completed by those
that lasted longer (redistribution to the right, Efron 1967).
Reference: Law, Simulation Modeling and Analysis (2015), chapters 6 and 9.
"""

from bisect import bisect_right, insort

import numpy as np

from carepath.simulator.flow.history import DAY, WEEK, History, HistoryError
from carepath.simulator.flow.model import Model

DRIFT = 0.027
"""How far a month's arrivals lie from the two months before it: the root mean square over the year
of type 1 attendances a day by calendar month, NHS England 2016-2019."""
LEAST_WEEKS, LEAST_STAYS = 2, 20
USUAL_HANDLING, USUAL_TURNAROUND = 0.75, 0.75
"""Hours where the record does not tell: to bring a patient to a free bed, to make it ready."""
GOLDEN = 0.6180339887
"""Multiples of it, less their whole part, are evenly spread between 0 and 1 however many."""
QUANTILES = 200
"""Of a law that is kept as quantiles."""
NEIGHBOURS = 8
"""How many of those who asked before are looked at for who overtook whom."""
ENOUGH = 10
"""Fewer waits than this tell nothing."""


def calibrate(history: History) -> Model:
    """Return the model of a hospital; HistoryError where the record is too short."""
    _check(history)
    first, planned = _first_stays(history)
    groups = _groups(history)
    handling = _bed_handling(history, groups)
    levels, dispersion = _arrivals(history)
    return Model(
        units=history.units,
        groups=groups,
        beds=np.asarray(history.staffed, float),
        stations=history.stations,
        servers=np.asarray(history.servers, float),
        picked=np.arange(history.weeks),
        arrivals=levels,
        dispersion=dispersion,
        drift=DRIFT,
        **_visits(history, first),
        **_stays(history),
        **_planned(history, planned),
        **_others(history),
        bed_handling=handling,
        scan_handling=_scan_handling(history),
        visits_first=_visits_first(history),
        turnaround=_turnaround(history, handling),
        occupied=_occupied(history),
    )


def _check(history: History) -> None:
    if history.weeks < LEAST_WEEKS:
        raise HistoryError(f"until: at least {LEAST_WEEKS} weeks are needed.")
    arrived = history.visits.arrived
    if not ((arrived >= history.since) & (arrived < history.until)).any():
        raise HistoryError("visits.arrived: nobody came to the emergency department.")
    for unit, name in enumerate(history.units):
        ended = (history.stays.unit == unit) & (history.stays.left < history.until)
        if ended.sum() < LEAST_STAYS:
            raise HistoryError(f"stays.left: fewer than {LEAST_STAYS} stays ended in {name}.")


def _groups(history: History) -> tuple[tuple[int, ...], ...]:
    grouped = {unit for group in history.groups for unit in group}
    alone = tuple((unit,) for unit in range(len(history.units)) if unit not in grouped)
    return (*history.groups, *alone)


def _week_and_hour(history: History, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the week of the record, and the hour of that week."""
    since = moments - history.since
    return (since // WEEK).astype(int), since % WEEK


def _within(history: History, moments: np.ndarray) -> np.ndarray:
    return (moments >= history.since) & (moments < history.until)


def _first_stays(history: History) -> tuple[dict[int, int], np.ndarray]:
    """Return case to its first stay, and which first stays were planned (no visit before)."""
    stays = history.stays
    start = np.where(np.isnan(stays.requested), stays.entered, stays.requested)
    order = np.lexsort((start, stays.case))
    cases = stays.case[order]
    firsts = order[np.r_[True, cases[1:] != cases[:-1]]] if len(order) else order
    came = np.isin(stays.case[firsts], history.visits.case)
    first = dict(zip(stays.case[firsts].tolist(), firsts.tolist(), strict=True))
    return first, firsts[~came & _within(history, stays.requested[firsts])]


# ------------------------------------------------------------------ the emergency department


def _arrivals(history: History) -> tuple[np.ndarray, float]:
    """Return arrivals by week and hour, and how much more days differ than by chance."""
    arrived = history.visits.arrived
    week, hour = _week_and_hour(history, arrived[_within(history, arrived)])
    slots = week * WEEK + hour.astype(int)
    levels = np.bincount(slots, minlength=history.weeks * WEEK).reshape(-1, WEEK)
    days = levels.reshape(-1, 7, DAY).sum(axis=2)
    usual = days.mean(axis=0)
    beyond = ((days - usual) ** 2).sum() * len(days) / (len(days) - 1) - days.sum()
    return levels, max(0.0, float(beyond / max((usual**2).sum() * len(days), 1)))


def _decided(history: History) -> np.ndarray:
    """Return when visits were decided, or left where no decision is known."""
    visits = history.visits
    return np.where(np.isnan(visits.decided), visits.left, visits.decided)


def _visits(history: History, first: dict[int, int]) -> dict[str, np.ndarray]:
    visits = history.visits
    decided = _decided(history)
    left = np.where(np.isnan(visits.left), decided, visits.left)
    known = _within(history, visits.arrived) & ~np.isnan(decided)
    rows = np.flatnonzero(known)
    week, hour = _week_and_hour(history, visits.arrived[rows])
    scan, take, ended = _scans_of(history, rows, decided)
    latest = np.max(np.nan_to_num(ended, nan=-np.inf), axis=1, initial=-np.inf)
    from_when = np.where(np.isfinite(latest), latest, visits.arrived[rows])
    unit = np.full(len(rows), -1)
    for place, row in enumerate(rows.tolist()):
        stay = first.get(int(visits.case[row]))
        if visits.admitted[row] and stay is not None:
            unit[place] = history.stays.unit[stay]
    return {
        "visit_week": week,
        "visit_hour": _short(hour),
        "visit_decided": _short(np.maximum(decided[rows] - from_when, 0)),
        "visit_total": _short(np.maximum(decided[rows] - visits.arrived[rows], 0)),
        "visit_boarders": _boarders(history, first, visits.arrived[rows]),
        "visit_after": _short(np.maximum(left[rows] - decided[rows], 0)),
        "visit_unit": unit,
        "visit_scan": _short(scan),
        "visit_take": _short(take),
    }


def _boarders(history: History, first: dict[int, int], at: np.ndarray) -> np.ndarray:
    """Return how many of the emergency department waited for a bed at each moment."""
    mine = [first[case] for case in history.visits.case.tolist() if case in first]
    stays = history.stays
    return _going_on(stays.requested[mine], stays.entered[mine], at).astype(float)


def _scans_of(
    history: History, rows: np.ndarray, decided: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of each visit and station: hours to the request, hours it took, when it ended; of the
    first scan that ended before the decision."""
    shape = (len(rows), len(history.stations))
    scan, take, ended = (np.full(shape, np.nan) for _ in range(3))
    scans, visits = history.scans, history.visits
    place_of = {int(visits.case[row]): place for place, row in enumerate(rows.tolist())}
    for index in _department_scans(history, decided).tolist():
        place = place_of.get(int(scans.case[index]))
        station = scans.station[index]
        if place is None or not np.isnan(scan[place, station]):
            continue
        scan[place, station] = max(0, scans.requested[index] - visits.arrived[rows[place]])
        take[place, station] = scans.ended[index] - scans.started[index]
        ended[place, station] = scans.ended[index]
    return scan, take, ended


def _department_scans(history: History, decided: np.ndarray) -> np.ndarray:
    """Return scans that ended before their case's decision, in order of their requests."""
    scans = history.scans
    limit = dict(zip(history.visits.case.tolist(), decided.tolist(), strict=True))
    limits = np.array([limit.get(case, -np.inf) for case in scans.case.tolist()])
    return np.flatnonzero(scans.ended <= limits)[
        np.argsort(scans.requested[scans.ended <= limits], kind="stable")
    ]


# ------------------------------------------------------------------ beds


def _stays(history: History) -> dict[str, np.ndarray]:
    """Return what stays were without waiting: up to leaving, or to the request for the next bed."""
    stays = history.stays
    order = np.lexsort((np.nan_to_num(stays.entered, nan=np.inf), stays.case))
    case, unit, entered = stays.case[order], stays.unit[order], stays.entered[order]
    same = np.r_[case[1:] == case[:-1], False] if len(case) else np.zeros(0, bool)
    following = np.where(same, np.r_[unit[1:], -1][: len(unit)], -1)
    asked = np.where(same, np.r_[stays.requested[order][1:], np.nan][: len(unit)], np.nan)
    left = np.where(same & ~np.isnan(asked), asked, stays.left[order])
    length = np.maximum(left - entered, 0)
    came = _within(history, entered)
    left_open = came & np.isnan(length)
    length, following = _completed(history, unit, entered, length, following, left_open)
    rows = np.flatnonzero(came & ~np.isnan(length))
    week, hour = _week_and_hour(history, entered[rows])
    return {
        "stay_week": week,
        "stay_unit": unit[rows],
        "stay_hour": _short(hour),
        "stay_length": _short(length[rows]),
        "stay_next": following[rows],
    }


def _completed(
    history: History,
    unit: np.ndarray,
    entered: np.ndarray,
    length: np.ndarray,
    following: np.ndarray,
    left_open: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return lengths and next units where each open stay goes on as one that lasted longer; the
    longest first, so that it can be the model of others."""
    length, following = length.copy(), following.copy()
    ended = _within(history, entered) & ~np.isnan(length)
    for place in range(len(history.units)):
        mine = unit == place
        donors = sorted((length[row], row) for row in np.flatnonzero(ended & mine).tolist())
        rows = np.flatnonzero(left_open & mine)
        for turn, row in enumerate(rows[np.argsort(entered[rows], kind="stable")].tolist()):
            so_far = history.until - entered[row]
            longer = len(donors) - bisect_right(donors, (so_far, len(unit)))
            length[row], following[row] = so_far, -1
            if longer:
                donor = donors[-1 - int(longer * (turn * GOLDEN % 1))][1]
                length[row], following[row] = length[donor], following[donor]
            insort(donors, (length[row], row))
    return length, following


def _planned(history: History, planned: np.ndarray) -> dict[str, np.ndarray]:
    week, hour = _week_and_hour(history, history.stays.requested[planned])
    return {
        "planned_week": week,
        "planned_hour": _short(hour),
        "planned_unit": history.stays.unit[planned],
    }


def _bed_handling(history: History, groups: tuple[tuple[int, ...], ...]) -> tuple:
    """Return by unit the waits of those for whom there were beds: nobody of the group waited when
    they asked, and at least two beds were free."""
    found: list[np.ndarray] = [np.empty(0)] * len(history.units)
    stays = history.stays
    for group in groups:
        mine = np.isin(stays.unit, group) & ~np.isnan(stays.requested)
        asked = stays.requested[mine]
        at = np.maximum(asked - history.since, 0).astype(int) % WEEK
        staffed = history.staffed[list(group)].sum(axis=0)[at]
        claimed = _going_on(stays.requested[mine], stays.left[mine], asked)
        wait = stays.entered[mine] - asked
        free = (claimed <= staffed - 2 * len(group)) & (wait >= 0) & _within(history, asked)
        for unit in group:
            found[unit] = _short(wait[free & (stays.unit[mine] == unit)])
    return tuple(wait if len(wait) >= ENOUGH else np.array([USUAL_HANDLING]) for wait in found)


def _going_on(begin: np.ndarray, end: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return how many have begun and not ended at each moment."""
    ends = np.sort(np.nan_to_num(end, nan=np.inf))
    begins = np.sort(begin[~np.isnan(begin)])
    return np.searchsorted(begins, at, side="right") - np.searchsorted(ends, at, side="right")


def _turnaround(history: History, handling: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return by unit the hours between two patients of one bed while the second waited for it, less
    what it takes to bring them."""
    stays, times = history.stays, []
    order = np.lexsort((stays.entered, stays.bed, stays.unit))
    order = order[(stays.bed[order] >= 0) & ~np.isnan(stays.entered[order])]
    one, two = order[:-1], order[1:]
    pairs = (stays.unit[one] == stays.unit[two]) & (stays.bed[one] == stays.bed[two])
    pairs &= stays.requested[two] <= stays.left[one]
    for unit in range(len(history.units)):
        mine = pairs & (stays.unit[one] == unit)
        gaps = (stays.entered[two] - stays.left[one])[mine]
        told = len(gaps) >= ENOUGH
        between = np.median(gaps) - np.median(handling[unit]) if told else USUAL_TURNAROUND
        times.append(max(0.0, float(between)))
    return _short(np.array(times))


def _occupied(history: History) -> np.ndarray:
    stays = history.stays
    left = np.minimum(np.nan_to_num(stays.left, nan=np.inf), history.until)
    hours = np.maximum(left - np.maximum(stays.entered, history.since), 0)
    hours = np.nan_to_num(hours)
    total = np.bincount(stays.unit, hours, len(history.units))
    return _short(total / (history.until - history.since))


# ------------------------------------------------------------------ scanners


def _others(history: History) -> dict[str, np.ndarray]:
    scans = history.scans
    other = np.ones(len(scans.case), bool)
    other[_department_scans(history, _decided(history))] = False
    other &= _within(history, scans.requested) & ~np.isnan(scans.ended)
    week, hour = _week_and_hour(history, scans.requested[other])
    return {
        "other_week": week,
        "other_hour": _short(hour),
        "other_station": scans.station[other],
        "other_take": _short((scans.ended - scans.started)[other]),
    }


def _scan_handling(history: History) -> tuple[np.ndarray, ...]:
    """Return by station, as quantiles, how long it takes from a request until somebody is ready for
    a free scanner. A wait tells it where a scanner was free all along; else it is known to be
    longer than the time until all were taken (Kaplan and Meier 1958)."""
    scans, found = history.scans, []
    for station in range(len(history.stations)):
        mine = (scans.station == station) & (scans.started >= scans.requested)
        asked, started, ended = scans.requested[mine], scans.started[mine], scans.ended[mine]
        taken = _all_taken(history, station, started, ended)
        until = taken[np.searchsorted(taken[:, 1], asked, side="right")]
        until = np.maximum(until[:, 0], asked)
        seen = started <= until
        enough = seen.sum() >= ENOUGH
        lengths = np.where(seen, started, until) - asked
        found.append(_short(_quantiles(lengths, seen)) if enough else np.zeros(1))
    return tuple(found)


def _all_taken(
    history: History, station: int, started: np.ndarray, ended: np.ndarray
) -> np.ndarray:
    """Return [begin, end) of times when all open scanners of a station were taken, in order, and
    one that is never."""
    ends = np.nan_to_num(ended, nan=history.until)
    hours = np.arange(np.floor(started.min(initial=history.since)), history.until + 1)
    moments = np.unique(np.concatenate([started, ends, hours]))
    going = np.searchsorted(np.sort(started), moments, side="right")
    going -= np.searchsorted(np.sort(ends), moments, side="right")
    open_then = history.servers[station][(moments - history.since).astype(int) % WEEK]
    full = np.flatnonzero((going >= open_then)[:-1])
    never = [[np.inf, np.inf]]
    return np.concatenate([np.stack([moments[full], moments[full + 1]], axis=1), never])


def _quantiles(lengths: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return evenly spaced quantiles of lengths of which some are only known to be longer."""
    order = np.lexsort((~seen, lengths))
    at_risk = np.arange(len(lengths), 0, -1)
    left = np.cumprod(1 - seen[order] / at_risk)
    known = lengths[order][seen[order]]
    beyond = 1 - left[seen[order]]
    places = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return known[np.minimum(np.searchsorted(beyond, places), len(known) - 1)]


def _visits_first(history: History) -> np.ndarray:
    """Return by station whether the emergency department goes first: when two waited at once, its
    scans overtook others, asked for before, at least twice as often as others overtook its own."""
    scans, found = history.scans, []
    department = np.zeros(len(scans.case), bool)
    department[_department_scans(history, _decided(history))] = True
    for station in range(len(history.stations)):
        mine = np.flatnonzero((scans.station == station) & ~np.isnan(scans.started))
        mine = mine[np.argsort(scans.requested[mine], kind="stable")]
        found.append(_overtakes(scans.requested[mine], scans.started[mine], department[mine]))
    return np.array(found, bool)


def _overtakes(asked: np.ndarray, started: np.ndarray, first: np.ndarray) -> bool:
    """Tell whether those of one kind overtake the other at least twice as often as it them."""
    met, overtook = np.zeros(2), np.zeros(2)
    for back in range(1, NEIGHBOURS + 1):
        waited = (started[:-back] > asked[back:]) & (first[:-back] != first[back:])
        passed = waited & (started[back:] < started[:-back])
        for kind in (0, 1):
            mine = first[back:] == bool(kind)
            met[kind] += (waited & mine).sum()
            overtook[kind] += (passed & mine).sum()
    if met.min() < ENOUGH:
        return False
    others, own = overtook / met
    return bool(own > 2 * others)


def _short(hours: np.ndarray) -> np.ndarray:
    """Return hours to some four seconds: what is kept of a time."""
    return np.round(hours, 3)
