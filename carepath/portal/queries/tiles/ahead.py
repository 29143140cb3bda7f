"""Tiles of what is to come: beds that will be short, beds that will be needed, and advice."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.forecasts.queries import Outlook
from carepath.portal.queries.ground import Ground
from carepath.portal.queries.tiles.said import Fan, Line, Said
from carepath.ui import words

CENSUS = (8, 24, 48, 72)
"""Hours ahead that the tile of all inpatient beds tells of."""


def forecast(ground: Ground) -> Said | None:
    """Return the chance that the likeliest unit is short of beds in the next day, and of others."""
    if not ground.outlooks:
        return None
    first, *rest = ground.outlooks
    detail = _("that %(unit)s is short of beds, most by %(at)s") % {
        "unit": first.told.name, "at": words.clock_text(first.worst_at, ground.zone),
    }  # fmt: skip
    lines = tuple((one.told.name, words.share(one.worst.chance, 1)) for one in rest[:4])
    return Said(words.share(first.worst.chance, 1), detail, lines)


def census(ground: Ground) -> Said | None:
    """Return the chance that all inpatient beds together run out within three days, and the beds
    needed by then: the middle, and the range that holds 8 of 10 cases."""
    found = ground.census
    if found is None:
        return None
    staffed = words.number(found.row.staffed)
    hours = tuple(hour for hour in CENSUS if hour <= found.told.hours)
    lines = tuple(map(partial(_needed, found), hours))
    worst = max(found.told.short[: hours[-1]], default=0.0)
    detail = _("that more than the %(n)s staffed beds are needed within %(hours)s h") % {
        "n": staffed, "hours": hours[-1],
    }  # fmt: skip
    return Said(words.share(float(worst), 1), detail, lines, _fan(found, hours[-1]))


def _needed(found: Outlook, hours: int) -> Line:
    low, middle, high = found.told.quantiles((0.1, 0.5, 0.9))[hours - 1].tolist()
    said = {"middle": words.number(middle), "low": words.number(low), "high": words.number(high)}
    said["chance"] = words.share(float(found.told.short[hours - 1]), 1)
    needed = _("%(middle)s (%(low)s to %(high)s), short %(chance)s")
    return _("in %(n)s h") % {"n": hours}, needed % said


def _fan(found: Outlook, hours: int) -> Fan:
    """Return the band and the staffed beds as they are drawn: 0 to 100 each way, up is more."""
    each = found.told.quantiles((0.1, 0.5, 0.9))[:hours]
    staffed = found.row.staffed or 0
    low, high = min(int(each.min()), staffed), max(int(each.max()), staffed)
    room = max(high - low, 1)

    def y(beds: float) -> float:
        return round(94 - 88 * (beds - low) / room, 1)

    def way(place: int) -> list[str]:
        wide = 100 / max(len(each) - 1, 1)
        return [f"{round(n * wide, 1)},{y(row[place])}" for n, row in enumerate(each.tolist())]

    band = " ".join([*way(0), *reversed(way(2))])
    return Fan(band, " ".join(way(1)), y(staffed))


def advice(ground: Ground) -> Said | None:
    """Return how many recommendations wait for a decision, each with its chance."""
    if not ground.outlooks and not ground.advice:
        return None
    n = len(ground.advice)
    lines = tuple(
        (f"{one.unit}, {one.get_kind_display()} ({words.number(one.beds)})",
         f"{words.share(one.before, 1)} → {words.share(one.after, 1)}")
        for one in ground.advice[:4]
    )  # fmt: skip
    text = ngettext("recommendation waits for a decision", "recommendations wait for a decision", n)
    return Said(words.number(n), text, lines)
