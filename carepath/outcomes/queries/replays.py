"""What rules would have done over the last days, from what is known of them today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import alerting, escalation
from carepath.analysis.alerting import Raised
from carepath.analysis.escalation import Spent
from carepath.frames.escalation import LEVELS, Rules
from carepath.frames.moments import from_us
from carepath.outcomes.queries.alerts import shift_start
from carepath.outcomes.queries.pressures import STEP, moments, picture, values
from carepath.places.models import Site

DAYS = 28


@dataclass(frozen=True, slots=True)
class Replay:
    """What rules make of a while: the level at each moment (0 = unknown), hours at each level, and
    the alerts that would have been raised."""

    at: NDArray[np.int64]
    level: NDArray[np.int64]
    spent: Spent
    alerts: Sequence[Raised]

    @property
    def told(self) -> int:
        """Return how many alerts would have been told, not held back."""
        return sum(one.told for one in self.alerts)


def replay(*, site: Site, each: Sequence[Rules], at: datetime, days: int = DAYS) -> list[Replay]:
    """Return what each of these rules would have done over the last days, at steps of 5 minutes.

    It is read once, as known today: what came late counts.
    """
    low = at - timedelta(days=days)
    found, when = picture(site=site, low=low, high=at), moments(low, at)
    shift = _shifts(when, ZoneInfo(site.timezone))
    replays = []
    for rules in each:
        known = values(found, when, rules)
        level = escalation.levels(rules, known)
        shown = np.where(level > 0, level.astype(float), np.nan)
        alerts = alerting.replay(rules, known, shown, when, shift)
        replays.append(Replay(when, level, escalation.spent(level, STEP, LEVELS), alerts))
    return replays


def _shifts(when: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return of each moment which shift it lies in, as the hour that shift began."""
    starts: dict[int, int] = {}
    hours = when // 3_600_000_000
    for hour in np.unique(hours).tolist():
        begin = shift_start(from_us(hour * 3_600_000_000), zone)
        starts[hour] = int(begin.timestamp()) // 3_600
    return np.array([starts[hour] for hour in hours.tolist()], np.int64)
