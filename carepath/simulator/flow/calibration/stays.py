"""How long beds are held, by whom, and what bringing patients and making ready takes.

Stays that go on are completed by those that lasted longer (redistribution to the right).
Reference: Efron, The two sample problem with censored data (1967).
"""

from bisect import bisect_right, insort

import numpy as np

from carepath.simulator.flow.calibration import record
from carepath.simulator.flow.history import WEEK, History

USUAL_HANDLING, USUAL_TURNAROUND = 0.75, 0.75
"""Hours where the record does not tell: to bring a patient to a free bed, to make it ready."""
GOLDEN = 0.6180339887
"""Multiples of it, less their whole part, are evenly spread between 0 and 1 however many."""


def lengths(history: History) -> dict[str, np.ndarray]:
    """Return what stays were without waiting: up to leaving, or to the request for the next bed."""
    stays = history.stays
    order = np.lexsort((np.nan_to_num(stays.entered, nan=np.inf), stays.case))
    case, unit, entered = stays.case[order], stays.unit[order], stays.entered[order]
    same = np.r_[case[1:] == case[:-1], False] if len(case) else np.zeros(0, bool)
    following = np.where(same, np.r_[unit[1:], -1][: len(unit)], -1)
    asked = np.where(same, np.r_[stays.requested[order][1:], np.nan][: len(unit)], np.nan)
    left = np.where(same & ~np.isnan(asked), asked, stays.left[order])
    length = np.maximum(left - entered, 0)
    came = record.within(history, entered)
    left_open = came & np.isnan(length)
    length, following = _completed(history, unit, entered, length, following, left_open)
    rows = np.flatnonzero(came & ~np.isnan(length))
    week, hour = record.week_and_hour(history, entered[rows])
    return {
        "stay_week": week,
        "stay_unit": unit[rows],
        "stay_hour": record.short(hour),
        "stay_length": record.short(length[rows]),
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
    ended = record.within(history, entered) & ~np.isnan(length)
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


def planned(history: History, firsts: np.ndarray) -> dict[str, np.ndarray]:
    """Return when which unit's beds were asked for by those who had no visit before."""
    week, hour = record.week_and_hour(history, history.stays.requested[firsts])
    return {
        "planned_week": week,
        "planned_hour": record.short(hour),
        "planned_unit": history.stays.unit[firsts],
    }


def handling(history: History, groups: tuple[tuple[int, ...], ...]) -> tuple:
    """Return by unit the waits of those for whom there were beds: nobody of the group waited when
    they asked, and at least two beds were free."""
    found: list[np.ndarray] = [np.empty(0)] * len(history.units)
    stays = history.stays
    for group in groups:
        mine = np.isin(stays.unit, group) & ~np.isnan(stays.requested)
        asked = stays.requested[mine]
        at = np.maximum(asked - history.since, 0).astype(int) % WEEK
        staffed = history.staffed[list(group)].sum(axis=0)[at]
        claimed = record.going_on(stays.requested[mine], stays.left[mine], asked)
        wait = stays.entered[mine] - asked
        free = (claimed <= staffed - 2 * len(group)) & (wait >= 0) & record.within(history, asked)
        for unit in group:
            found[unit] = record.short(wait[free & (stays.unit[mine] == unit)])
    return tuple(
        wait if len(wait) >= record.ENOUGH else np.array([USUAL_HANDLING]) for wait in found
    )


def turnaround(history: History, brought: tuple[np.ndarray, ...]) -> np.ndarray:
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
        told = len(gaps) >= record.ENOUGH
        between = np.median(gaps) - np.median(brought[unit]) if told else USUAL_TURNAROUND
        times.append(max(0.0, float(between)))
    return record.short(np.array(times))


def occupied(history: History) -> np.ndarray:
    """Return by unit how many patients were in its beds on average."""
    stays = history.stays
    left = np.minimum(np.nan_to_num(stays.left, nan=np.inf), history.until)
    hours = np.maximum(left - np.maximum(stays.entered, history.since), 0)
    hours = np.nan_to_num(hours)
    total = np.bincount(stays.unit, hours, len(history.units))
    return record.short(total / (history.until - history.since))
