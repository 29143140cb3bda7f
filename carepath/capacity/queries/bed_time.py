"""How full many units were together: time spent in their beds over time that beds were staffed."""

from collections.abc import Collection
from datetime import datetime

import numpy as np
from django.db.models import Count, Q

from carepath.analysis import occupancy
from carepath.capacity.models import Holding
from carepath.frames.moments import to_us
from carepath.places.models import Bed, OpenBeds


def occupied_percent(
    units: Collection[int], *, low: datetime, high: datetime
) -> tuple[float | None, int]:
    """Return the time-weighted occupancy of these units together in percent (None without staffed
    beds), and how many stays in a bed it is made of, in at most three questions."""
    goes_on = Q(until__isnull=True) | Q(until__gt=low)
    rows = Holding.objects.filter(goes_on, bed__unit__in=units, since__lt=high)
    held = rows.order_by("pk").values_list("since", "until")
    since, until = to_us(low), to_us(high)
    pairs = [(to_us(a), until if b is None else to_us(b)) for a, b in held]
    stays = np.array(pairs, np.int64).reshape(-1, 2)
    there = occupancy.clipped(stays[:, 0], stays[:, 1], since, until)
    return occupancy.weighted_percent(there, _staffed(units, since, until)), len(stays)


def _staffed(units: Collection[int], low: int, high: int) -> int:
    """Return the time that beds were staffed in [low, high), in bed microseconds.

    As for one unit: before the first entry it is counted with, without any all known beds count.
    """
    rows = OpenBeds.history.filter(unit__in=units).order_by("unit", "history_date", "history_id")
    entries: dict[int, dict[int, int]] = {}
    for unit, moment, beds in rows.values_list("unit", "history_date", "open_beds"):
        entries.setdefault(unit, {})[to_us(moment)] = beds
    known = Bed.objects.filter(unit__in=set(units) - set(entries)).aggregate(n=Count("pk"))["n"]
    total = known * (high - low)
    for entered in entries.values():
        at = np.array(sorted(entered), np.int64)
        level = np.array([entered[moment] for moment in at.tolist()], np.int64)
        at[0] = min(int(at[0]), low)
        total += occupancy.Steps(at, level).integral(low, high)
    return total
