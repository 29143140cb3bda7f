"""When an alert is raised and when it is cleared: hysteresis and persistence, one look at a time.

Method: two values, one to raise and a better one to clear, each to be held for a while that was
really looked at. A value that is not known neither raises nor clears, and a pause or a turned-back
clock never counts as holding. So no rule has two alerts open at once, and none is raised and
cleared, or cleared and raised, within its own persistence. Reference: docs/algorithms/alerts.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from carepath.frames.escalation import LEVEL, AlertRule, Rules
from carepath.frames.moments import MINUTE

LONGEST_PAUSE = 20 * MINUTE
"""Between two looks; after a longer one nothing counts as held so far."""
RAISED, CLEARED, NOTHING = "raised", "cleared", ""


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule as it stands: whether its alert is open, since when the value is on the other side
    (None = it is not), and when it was looked at last; microseconds UTC."""

    is_open: bool = False
    since: int | None = None
    looked: int | None = None


def look(watch: Watch, rule: AlertRule, value: float | None, at: int) -> tuple[Watch, str]:
    """Return the rule as it stands after a look, and what happened: RAISED, CLEARED or NOTHING.

    A look that is not later than the last one changes nothing.
    """
    if watch.looked is not None and at <= watch.looked:
        return watch, NOTHING
    paused = watch.looked is not None and at - watch.looked > LONGEST_PAUSE
    since = None if paused else watch.since
    if value is None or math.isnan(value) or not _crossed(rule, value, watch.is_open):
        return Watch(watch.is_open, None, at), NOTHING
    since = at if since is None else since
    if at - since < (rule.rest_min if watch.is_open else rule.hold_min) * MINUTE:
        return Watch(watch.is_open, since, at), NOTHING
    return Watch(not watch.is_open, None, at), CLEARED if watch.is_open else RAISED


def _crossed(
    rule: AlertRule, value: float | NDArray[np.float64], is_open: bool
) -> bool | NDArray[np.bool_]:
    """Return whether a value, or each of many, is on the other side: bad enough to raise, or good
    enough to clear."""
    if is_open:
        return value < rule.clear_at if rule.rises else value > rule.clear_at
    return value >= rule.raise_at if rule.rises else value <= rule.raise_at


def roles_told(rule: AlertRule, raised: int, at: int, *, acknowledged: bool) -> tuple[str, ...]:
    """Return which roles are to know of an open alert by now, first who is told at once."""
    waited = at - raised >= rule.then_min * MINUTE
    further = (rule.then,) if waited and not acknowledged and rule.then != rule.role else ()
    return (rule.role, *further)


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert of a replay, its value when it was raised and at worst; `told` = False when its role
    had its share of alerts in that shift."""

    rule: AlertRule
    raised: int
    cleared: int | None
    told: bool
    value: float = 0.0
    worst: float = 0.0


def replay(
    rules: Rules,
    values: Mapping[str, NDArray[np.float64]],
    level: NDArray[np.float64],
    moments: NDArray[np.int64],
    shift: NDArray[np.int64],
) -> list[Raised]:
    """Return the alerts that rules would have raised, in order of time.

    `values` by parameter and `level` (NaN = unknown) are those of `moments`, and `shift` tells the
    shifts of these apart.
    """
    found = [one for rule in rules.alerts for one in _replayed(rule, values, level, moments)]
    found.sort(key=lambda one: one.raised)
    counted: dict[tuple[str, int], int] = {}
    alerts = []
    for one in found:
        key = one.rule.role, int(shift[np.searchsorted(moments, one.raised)])
        told = counted.get(key, 0) < rules.budget
        counted[key] = counted.get(key, 0) + told
        alerts.append(replace(one, told=told))
    return alerts


def _replayed(
    rule: AlertRule,
    values: Mapping[str, NDArray[np.float64]],
    level: NDArray[np.float64],
    moments: NDArray[np.int64],
) -> list[Raised]:
    value = level if rule.parameter == LEVEL else values.get(rule.parameter)
    if value is None or not np.any(_crossed(rule, value, False)):
        return []  # as most rules for weeks: no look of theirs would raise anything
    watch, found = Watch(), []
    for at, one in zip(moments.tolist(), value.tolist(), strict=True):
        watch, event = look(watch, rule, one, at)
        if event == RAISED:
            found.append(Raised(rule, at, None, True, one, one))
        elif event == CLEARED:
            found[-1] = replace(found[-1], cleared=at)
        elif watch.is_open and not math.isnan(one):
            worse = max if rule.rises else min
            found[-1] = replace(found[-1], worst=worse(found[-1].worst, one))
    return found


def flaps(alerts: Sequence[Raised], within: int) -> int:
    """Return how many alerts were raised again within a while of their rule being cleared."""
    last: dict[str, int] = {}
    count = 0
    for one in sorted(alerts, key=lambda one: one.raised):
        key = one.rule.parameter
        count += key in last and one.raised - last[key] < within
        if one.cleared is not None:
            last[key] = one.cleared
    return count
