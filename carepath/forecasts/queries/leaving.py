"""How many patients are expected to leave within windows of some hours, and how many did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from carepath.analysis import departures_ahead, unit_demand
from carepath.forecasts.queries.outlooks import Outlook
from carepath.forecasts.queries.reading import Read
from carepath.forecasts.queries.vintages import Told
from carepath.frames.moments import HOUR, from_us, to_us


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves a unit between two moments: the middle, the mean and the range that holds 80 %;
    `left` is how many did, None where the window is not over."""

    since: datetime
    until: datetime
    mean: float
    middle: int
    low: int
    high: int
    left: int | None


def leaving(read: Read, outlook: Outlook, width: int, hours: int) -> list[Leaving]:
    """Return the windows of `width` hours within so many hours of a forecast, as it was told.

    [] where it was told before departures were.
    """
    told, first = outlook.told.leaving, to_us(outlook.row.slot_at)
    if told is None:
        return []
    stays = unit_demand.stays_of(read.spans, np.array(outlook.row.facts["units"]))
    part = told.of_width(width)
    found = []
    rows = zip(part.begins.tolist(), part.ends.tolist(), part.law.mean.tolist(),
               part.law.quantiles((0.5, 0.1, 0.9)).tolist(), strict=True)  # fmt: skip
    for begins, ends, mean, levels in rows:
        since, until = first + begins * HOUR, first + ends * HOUR
        left = unit_demand.left(stays, since, until) if until <= read.now else None
        if ends <= hours:
            found.append(Leaving(from_us(since), from_us(until), mean, *levels, left))
    return found


def windows_of(
    told: Told, shares: Sequence[float], hours: int
) -> list[tuple[datetime, datetime, float, list[int]]]:
    """Return (since, until, mean, quantiles of these shares) of each window that ends within so
    many hours: those of 4 hours first, then of 8, then of 12. [] where none was told."""
    found, first = told.leaving, to_us(told.row.slot_at)
    if found is None:
        return []
    part = found.only(found.ends <= hours)
    moments = ([from_us(first + hour * HOUR) for hour in each.tolist()]
               for each in (part.begins, part.ends))  # fmt: skip
    people = part.law.quantiles(shares).tolist()
    return list(zip(*moments, part.law.mean.tolist(), people, strict=True))


def first_to_leave(read: Read, outlook: Outlook) -> list[Leaving]:
    """Return the first window of each width: who leaves within the next 4, 8 and 12 hours."""
    found = [leaving(read, outlook, width, width) for width in departures_ahead.WIDTHS]
    return [each[0] for each in found if each]
