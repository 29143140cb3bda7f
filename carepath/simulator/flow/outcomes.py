"""What happened, in numbers: waits for a bed, boarding, how full the units are, waits for a scan,
time in the emergency department. The same questions are asked of a record and of a run.

`compare` puts paired runs side by side. Intervals hold a share of the runs (empirical quantiles at
(n + 1) p, Weibull 1939), so they are of a whole period to come, not of a mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from carepath.simulator.flow.history import DAY, WEEK, History

BEYOND = (1, 2, 4, 8, 12, 24)
"""Hours of a wait beyond which a share is told."""
WITHIN = {80: (0.1, 0.9), 95: (0.025, 0.975)}


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one outcome over runs: its mean, and what 80 and 95 % of the runs lie within."""

    mean: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One outcome without and with the changes, and the difference within each pair of runs.
    `lower` is the share of pairs in which the changes made it smaller."""

    key: str
    before: Spread
    after: Spread
    difference: Spread
    lower: float


def of(
    history: History, since: float | None = None, until: float | None = None
) -> dict[str, float]:
    """Return outcome to value in [since, until), by default of the whole history.

    Waits and times are hours, shares between 0 and 1; NaN where there is nothing to tell. Keys that
    are about one place end in a colon and its name.
    """
    since = history.since if since is None else since
    until = history.until if until is None else until
    return (
        _waits("bed_wait", *_bed_waits(history, since, until), until)
        | {"boarding_hours_a_day": _boarding(history, since, until)}
        | _occupancy(history, since, until)
        | _department(history, since, until)
        | _scans(history, since, until)
    )


def compare(
    before: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]]
) -> list[Difference]:
    """Return each outcome of paired runs (the same seeds in the same order) side by side."""
    if len(before) != len(after) or not before:
        raise ValueError("As many runs with the changes as without are needed, and one at least.")
    found = []
    for key in before[0]:
        one = np.array([run[key] for run in before])
        two = np.array([run[key] for run in after])
        found.append(
            Difference(key, spread(one), spread(two), spread(two - one), float((two < one).mean()))
        )
    return found


def spread(values: np.ndarray) -> Spread:
    """Return mean and intervals of an outcome over runs; runs with nothing to tell are left out."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return Spread(*[float("nan")] * 5)
    quantiles = np.quantile(known, WITHIN[80] + WITHIN[95], method="weibull").tolist()
    return Spread(float(known.mean()), *quantiles)


def _waits(name: str, asked: np.ndarray, begun: np.ndarray, until: float) -> dict[str, float]:
    """Return mean, median, nine in ten, and shares beyond some hours; who still waits at the end is
    counted with the wait so far."""
    if not len(asked):
        waits = np.array([np.nan])
    else:
        waits = np.minimum(np.nan_to_num(begun, nan=np.inf), until) - asked
    middle, most = np.quantile(waits, (0.5, 0.9)).tolist()
    found = {f"{name}_mean": float(waits.mean()), f"{name}_p50": middle, f"{name}_p90": most}
    return found | {
        f"{name}_over_{hours}h": float((waits > hours).mean()) if len(asked) else float("nan")
        for hours in BEYOND
    }


def _boarders(history: History) -> tuple[np.ndarray, np.ndarray]:
    """Return of each bed asked for from the emergency department: when, and when it was reached."""
    stays = history.stays
    asked = np.where(np.isnan(stays.requested), np.inf, stays.requested)
    order = np.lexsort((asked, stays.case))
    firsts = order[np.unique(stays.case[order], return_index=True)[1]]
    mine = np.isin(stays.case[firsts], history.visits.case) & ~np.isnan(stays.requested[firsts])
    return stays.requested[firsts[mine]], stays.entered[firsts[mine]]


def _bed_waits(history: History, since: float, until: float) -> tuple[np.ndarray, np.ndarray]:
    asked, entered = _boarders(history)
    mine = (asked >= since) & (asked < until)
    return asked[mine], entered[mine]


def _boarding(history: History, since: float, until: float) -> float:
    asked, entered = _boarders(history)
    return float(_overlap(asked, entered, since, until).sum() / (until - since) * DAY)


def _overlap(begin: np.ndarray, end: np.ndarray, since: float, until: float) -> np.ndarray:
    end = np.minimum(np.nan_to_num(end, nan=np.inf), until)
    return np.maximum(end - np.maximum(np.nan_to_num(begin, nan=np.inf), since), 0)


def _occupancy(history: History, since: float, until: float) -> dict[str, float]:
    """Return occupancy weighted by time; and of the full hours, what 95 % of them lie below and the
    share at which all staffed beds were taken."""
    stays, hours = history.stays, np.arange(int(since), int(until))
    staffed = history.staffed[:, hours % WEEK]
    used = np.bincount(
        stays.unit, _overlap(stays.entered, stays.left, since, until), len(history.units)
    )
    found = {"occupancy_mean": _share(used.sum(), staffed.sum())}
    for unit, name in enumerate(history.units):
        mine = stays.unit == unit
        there = _present(stays.entered[mine], stays.left[mine], hours)
        shares = there / np.maximum(staffed[unit], 1e-9)
        found[f"occupancy_mean:{name}"] = _share(used[unit], staffed[unit].sum())
        found[f"occupancy_p95:{name}"] = float(np.quantile(shares, 0.95))
        found[f"full_hours:{name}"] = float((there >= staffed[unit]).mean())
    return found


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _present(begin: np.ndarray, end: np.ndarray, at: np.ndarray) -> np.ndarray:
    begins, ends = np.sort(begin[~np.isnan(begin)]), np.sort(end[~np.isnan(end)])
    return np.searchsorted(begins, at, side="right") - np.searchsorted(ends, at, side="right")


def _department(history: History, since: float, until: float) -> dict[str, float]:
    visits = history.visits
    mine = (visits.arrived >= since) & (visits.arrived < until)
    found = _waits("department_stay", visits.arrived[mine], visits.left[mine], until)
    days = (until - since) / DAY
    return {"arrivals_a_day": float(mine.sum() / days)} | found


def _scans(history: History, since: float, until: float) -> dict[str, float]:
    """Return waits for a scan of visits to the emergency department."""
    scans, found = history.scans, {}
    limits = dict(zip(history.visits.case.tolist(), history.visits.left.tolist(), strict=True))
    left = np.array([limits.get(case, -np.inf) for case in scans.case.tolist()])
    in_time = (scans.requested >= since) & (scans.requested < until) & ~(scans.requested > left)
    for station, name in enumerate(history.stations):
        mine = in_time & (scans.station == station)
        waits = _waits("scan_wait", scans.requested[mine], scans.started[mine], until)
        found |= {f"{key}:{name}": value for key, value in waits.items()}
    return found
