"""What examinations ask of the scanners, when people are ready for them, and who goes first."""

import numpy as np

from carepath.simulator.flow.calibration import record
from carepath.simulator.flow.history import WEEK, History

QUANTILES = 200
"""Of a law that is kept as quantiles."""
NEIGHBOURS = 8
"""How many of those who asked before are looked at for who overtook whom."""


def others(history: History) -> dict[str, np.ndarray]:
    """Return the scans that no decision in the emergency department waited for, as rows."""
    scans = history.scans
    other = np.ones(len(scans.case), bool)
    other[record.department_scans(history, record.decided(history))] = False
    other &= record.within(history, scans.requested) & ~np.isnan(scans.ended)
    week, hour = record.week_and_hour(history, scans.requested[other])
    return {
        "other_week": week,
        "other_hour": record.short(hour),
        "other_station": scans.station[other],
        "other_take": record.short((scans.ended - scans.started)[other]),
    }


def handling(history: History) -> tuple[np.ndarray, ...]:
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
        enough = seen.sum() >= record.ENOUGH
        lengths = np.where(seen, started, until) - asked
        found.append(record.short(_quantiles(lengths, seen)) if enough else np.zeros(1))
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


def visits_first(history: History) -> np.ndarray:
    """Return by station whether the emergency department goes first: when two waited at once, its
    scans overtook others, asked for before, at least twice as often as others overtook its own."""
    scans, found = history.scans, []
    department = np.zeros(len(scans.case), bool)
    department[record.department_scans(history, record.decided(history))] = True
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
    if met.min() < record.ENOUGH:
        return False
    others, own = overtook / met
    return bool(own > 2 * others)
