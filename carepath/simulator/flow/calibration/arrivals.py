"""Who comes to the emergency department, and what a visit is like without waiting for others."""

import numpy as np

from carepath.simulator.flow.calibration import record
from carepath.simulator.flow.history import DAY, WEEK, History


def arrivals(history: History) -> tuple[np.ndarray, float]:
    """Return arrivals by week and hour, and how much more days differ than by chance."""
    arrived = history.visits.arrived
    week, hour = record.week_and_hour(history, arrived[record.within(history, arrived)])
    slots = week * WEEK + hour.astype(int)
    levels = np.bincount(slots, minlength=history.weeks * WEEK).reshape(-1, WEEK)
    days = levels.reshape(-1, 7, DAY).sum(axis=2)
    usual = days.mean(axis=0)
    beyond = ((days - usual) ** 2).sum() * len(days) / (len(days) - 1) - days.sum()
    return levels, max(0.0, float(beyond / max((usual**2).sum() * len(days), 1)))


def visits(history: History, first: dict[int, int]) -> dict[str, np.ndarray]:
    """Return visits as rows to repeat; `first` is the first stay of each case."""
    visits = history.visits
    decided = record.decided(history)
    left = np.where(np.isnan(visits.left), decided, visits.left)
    known = record.within(history, visits.arrived) & ~np.isnan(decided)
    rows = np.flatnonzero(known)
    week, hour = record.week_and_hour(history, visits.arrived[rows])
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
        "visit_hour": record.short(hour),
        "visit_decided": record.short(np.maximum(decided[rows] - from_when, 0)),
        "visit_total": record.short(np.maximum(decided[rows] - visits.arrived[rows], 0)),
        "visit_boarders": boarders(history, first, visits.arrived[rows]),
        "visit_after": record.short(np.maximum(left[rows] - decided[rows], 0)),
        "visit_unit": unit,
        "visit_scan": record.short(scan),
        "visit_take": record.short(take),
    }


def boarders(history: History, first: dict[int, int], at: np.ndarray) -> np.ndarray:
    """Return how many of the emergency department waited for a bed at each moment."""
    mine = [first[case] for case in history.visits.case.tolist() if case in first]
    stays = history.stays
    return record.going_on(stays.requested[mine], stays.entered[mine], at).astype(float)


def _scans_of(
    history: History, rows: np.ndarray, decided: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of each visit and station: hours to the request, hours it took, when it ended; of the
    first scan that ended before the decision."""
    shape = (len(rows), len(history.stations))
    scan, take, ended = (np.full(shape, np.nan) for _ in range(3))
    scans, visits = history.scans, history.visits
    place_of = {int(visits.case[row]): place for place, row in enumerate(rows.tolist())}
    for index in record.department_scans(history, decided).tolist():
        place = place_of.get(int(scans.case[index]))
        station = scans.station[index]
        if place is None or not np.isnan(scan[place, station]):
            continue
        scan[place, station] = max(0, scans.requested[index] - visits.arrived[rows[place]])
        take[place, station] = scans.ended[index] - scans.started[index]
        ended[place, station] = scans.ended[index]
    return scan, take, ended
