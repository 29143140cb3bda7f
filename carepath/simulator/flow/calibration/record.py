"""What several laws ask of a record: its weeks, who was there, which scans are of a visit."""

import numpy as np

from carepath.simulator.flow.history import WEEK, History

ENOUGH = 10
"""Fewer waits than this tell nothing."""


def groups(history: History) -> tuple[tuple[int, ...], ...]:
    """Return units that stand in for each other, those that stand alone with them."""
    grouped = {unit for group in history.groups for unit in group}
    alone = tuple((unit,) for unit in range(len(history.units)) if unit not in grouped)
    return (*history.groups, *alone)


def week_and_hour(history: History, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the week of the record, and the hour of that week."""
    since = moments - history.since
    return (since // WEEK).astype(int), since % WEEK


def within(history: History, moments: np.ndarray) -> np.ndarray:
    """Return which moments lie in the weeks of the record."""
    return (moments >= history.since) & (moments < history.until)


def first_stays(history: History) -> tuple[dict[int, int], np.ndarray]:
    """Return case to its first stay, and which first stays were planned (no visit before)."""
    stays = history.stays
    start = np.where(np.isnan(stays.requested), stays.entered, stays.requested)
    order = np.lexsort((start, stays.case))
    cases = stays.case[order]
    firsts = order[np.r_[True, cases[1:] != cases[:-1]]] if len(order) else order
    came = np.isin(stays.case[firsts], history.visits.case)
    first = dict(zip(stays.case[firsts].tolist(), firsts.tolist(), strict=True))
    return first, firsts[~came & within(history, stays.requested[firsts])]


def decided(history: History) -> np.ndarray:
    """Return when visits were decided, or left where no decision is known."""
    visits = history.visits
    return np.where(np.isnan(visits.decided), visits.left, visits.decided)


def department_scans(history: History, decided: np.ndarray) -> np.ndarray:
    """Return scans that ended before their case's decision, in order of their requests."""
    scans = history.scans
    limit = dict(zip(history.visits.case.tolist(), decided.tolist(), strict=True))
    limits = np.array([limit.get(case, -np.inf) for case in scans.case.tolist()])
    return np.flatnonzero(scans.ended <= limits)[
        np.argsort(scans.requested[scans.ended <= limits], kind="stable")
    ]


def going_on(begin: np.ndarray, end: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return how many have begun and not ended at each moment."""
    ends = np.sort(np.nan_to_num(end, nan=np.inf))
    begins = np.sort(begin[~np.isnan(begin)])
    return np.searchsorted(begins, at, side="right") - np.searchsorted(ends, at, side="right")


def short(hours: np.ndarray) -> np.ndarray:
    """Return hours to some four seconds: what is kept of a time."""
    return np.round(hours, 3)
