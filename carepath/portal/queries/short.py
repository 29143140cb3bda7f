"""Whether beds will be short within a day: the unit and the hour that the first line names."""

from dataclasses import dataclass
from datetime import datetime

from carepath.analysis.shortfalls import Worst
from carepath.forecasts.queries import Outlook
from carepath.portal.queries.ground import Ground

MAYBE = 0.1
"""A chance from which a shortage is worth a word."""


@dataclass(frozen=True, slots=True)
class Short:
    """A unit that is short of beds by an hour: `likely` = more likely than not, and it is then the
    first such hour, else the worst one. `others` are units as likely to be short within a day."""

    outlook: Outlook
    at: datetime
    hour: Worst
    likely: bool
    others: int


def short(ground: Ground) -> Short | None:
    """Return the unit that is first likely to be short, else the likeliest; None of no forecast
    that is fresh, or of none above MAYBE."""
    found = [one for one in ground.outlooks if one.soonest]
    if found:
        first = min(found, key=lambda one: (one.soonest.hour, -one.worst.chance, one.told.name))
        return Short(first, first.soonest_at, first.soonest, True, len(found) - 1)
    maybe = [one for one in ground.outlooks if one.worst.chance >= MAYBE]
    if not maybe:
        return None
    return Short(maybe[0], maybe[0].worst_at, maybe[0].worst, False, len(maybe) - 1)
