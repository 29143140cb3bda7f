"""28 days of an invented hospital with troubles of known hours, and the alerts they raise."""

from dataclasses import dataclass
from random import Random

import numpy as np

from carepath.analysis import alerting, escalation, pressures
from carepath.frames.escalation import SHIPPED
from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.simulator.changes import Change
from tests.stories import invented, pressed

WARM = 12
"""Days that the hospital lives before it is watched."""
WATCHED = 28
AFTER = 24 * HOUR
"""A trouble is felt for so long after it is over."""
SHIFT = 12 * HOUR


@dataclass(frozen=True)
class Trouble:
    """What is wrong from when to when."""

    name: str
    low: int
    high: int

    def has(self, alert):
        """Whether an alert lies in it, or in the day after."""
        return self.low <= alert.raised <= self.high + AFTER


def troubles(seed):
    """Six troubles, four days apart, in an order and at hours drawn afresh, and their changes."""
    rng = Random(seed)
    kinds = [_laboratory, _doctors, _porters, _wards, _flu, _casualties]
    rng.shuffle(kinds)
    found, changes = [], []
    for place, kind in enumerate(kinds):
        begin = invented.STARTS + (WARM + 1) * DAY + place * 108 * HOUR + rng.randrange(12) * HOUR
        name, hours, some = kind(begin)
        found.append(Trouble(name, begin, begin + hours * HOUR))
        changes += some
    return found, sorted(changes, key=lambda one: one.at)


def _laboratory(at):
    return "laboratory down", 12, [Change(at, "down", "lab", 0, at + 12 * HOUR)]


def _doctors(at):
    short = {"early": (14, 4), "late": (15, 4), "night": (9, 3)}
    return "emergency doctors ill", 24, _set(at, 24, "staff", "ed_doctor/", short)


def _porters(at):
    short = {"early": (5, 0), "late": (5, 0), "night": (4, 0)}
    return "no porter", 24, _set(at, 24, "staff", "porter/", short)


def _wards(at):
    closed = {"AMU": (62, 30), "MEA": (34, 14), "ELD": (34, 20)}
    return "beds closed by an infection", 48, _set(at, 48, "beds", "", closed)


def _flu(at):
    return "flu", 72, [Change(at, "arrivals", "flu", 1.6, at + 72 * HOUR)]


def _casualties(at):
    return "60 casualties", 6, [Change(at, "casualties", "accident", 60)]


def _set(at, hours, kind, prefix, values):
    """Numbers that are set, and set back."""
    return [
        Change(moment, kind, prefix + name, pair[place])
        for moment, place in ((at + hours * HOUR, 0), (at, 1))
        for name, pair in values.items()
    ]


@dataclass(frozen=True)
class Watched:
    """A hospital that was watched: its troubles, alerts, level and numbers at each moment."""

    troubles: list
    alerts: list
    at: np.ndarray
    level: np.ndarray
    values: dict

    def raised_in(self, trouble):
        """The alerts that were raised in a trouble."""
        return [one for one in self.alerts if trouble.has(one)]

    def open_at(self, trouble):
        """The alerts that were open already when it began."""
        return [
            one for one in self.alerts
            if one.raised < trouble.low and (one.cleared is None or one.cleared > trouble.low)
        ]  # fmt: skip

    def felt(self, trouble, calm):
        """Whether a number that is watched was worse, for an hour in all, than at any time of the
        same hospital without troubles."""
        inside = (self.at >= trouble.low) & (self.at <= trouble.high + AFTER)
        hour = HOUR // (self.at[1] - self.at[0])
        for rule in SHIPPED.alerts:
            if rule.parameter == "level":
                continue
            sign = 1 if rule.rises else -1
            usual = np.nanmax(sign * calm.values[rule.parameter])
            if (sign * self.values[rule.parameter][inside] > usual).sum() >= hour:
                return True
        return False

    @property
    def tied(self):
        """The alerts that were raised in some trouble."""
        return [one for one in self.alerts if any(t.has(one) for t in self.troubles)]

    @property
    def most_told(self):
        """The most alerts a role was told of in one shift."""
        counts = {}
        for one in self.alerts:
            key = one.rule.role, (one.raised - self.at[0]) // SHIFT
            counts[key] = counts.get(key, 0) + one.told
        return max(counts.values(), default=0)


def watched(seed, rules=SHIPPED, *, calm=False, step=5 * MINUTE):
    """One hospital of 28 days, with its troubles or (calm) without."""
    found, changes = ([], []) if calm else troubles(seed)
    picture = pressed.lived(
        seed=seed, starts=invented.STARTS, days=WARM + WATCHED, changes=tuple(changes)
    )
    low = invented.STARTS + WARM * DAY
    at = np.arange(low, low + WATCHED * DAY, step)
    keys = {*rules.bands, *(one.parameter for one in rules.alerts)} - {"level"}
    values = {key: getattr(pressures, key)(picture, at) for key in keys}
    level = escalation.levels(rules, values)
    shown = np.where(level > 0, level.astype(float), np.nan)
    alerts = alerting.replay(rules, values, shown, at, (at - low) // SHIFT)
    return Watched(found, alerts, at, level, values)
