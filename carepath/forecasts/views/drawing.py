"""Forecasts as figures: moments on the site's wall, sentences beside them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.figures import fans, theme
from carepath.forecasts import queries
from carepath.forecasts.policies import RULE
from carepath.forecasts.queries import Outlook, Proof, Told
from carepath.frames.moments import from_us
from carepath.ui import words

DAY = 24
Levels = tuple[Sequence[datetime], Sequence[float]]


def fan(outlook: Outlook, hours: int, past: Levels, came: Levels, zone: ZoneInfo) -> theme.Drawing:
    """Return the beds a unit will need, against those that are staffed."""
    told, staffed = outlook.told, outlook.row.staffed or 0
    quantiles = told.quantiles()[:hours]
    last = quantiles[-1]
    summary = _(
        "%(end)s: %(middle)s beds are expected to be needed, %(low)s to %(high)s in 8 of 10 cases; "
        "%(staffed)s are staffed."
    ) % {
        "end": words.clock_text(told.ends[hours - 1], zone),
        "middle": words.number(int(last[4])),
        "low": words.number(int(last[2])),
        "high": words.number(int(last[6])),
        "staffed": words.number(staffed),
    }
    titles = {
        "time": _("Time"), "beds": _("Beds needed"), "middle": _("Expected (middle)"),
        "mean": _("Mean"), "95": _("95 % range"), "80": _("80 % range"), "50": _("50 % range"),
        "past": _("Needed before"), "came": _("What came"), "staffed": _("Staffed"),
        "chance": _("Chance to be short"),
    }  # fmt: skip
    since = [(*past[0][-1:], *came[0]), (*past[1][-1:], *came[1])] if len(came[0]) else ([], [])
    return fans.fan(
        texts(told.ends[:hours], zone), quantiles, told.mean[:hours], told.short[:hours],
        staffed=staffed, past=_line(past, zone), came=_line(since, zone), titles=titles,
        summary=summary,
    )  # fmt: skip


def chances(outlook: Outlook, hours: int, zone: ZoneInfo) -> theme.Drawing:
    """Return the chance of each hour that more beds are needed than are staffed."""
    worst = int(outlook.told.short[:hours].argmax())
    limit = outlook.row.parameters.get("raises", RULE.raises)
    summary = _("Highest at %(end)s: %(chance)s. A warning is raised at %(limit)s.") % {
        "end": words.clock_text(outlook.told.ends[worst], zone),
        "chance": words.share(float(outlook.told.short[worst]), 1),
        "limit": words.share(limit, 1),
    }
    return fans.chances(
        texts(outlook.told.ends[:hours], zone), outlook.told.short[:hours], limit=limit,
        titles=(_("Time"), _("Chance to be short")), summary=summary,
    )  # fmt: skip


def hours_of(told: Told) -> int:
    """Return for how many hours arrivals are drawn: a day, of few arrivals all that are told."""
    return DAY if queries.width_of(told) == 1 else told.hours


def hourly(told: Told, came: Sequence[int], zone: ZoneInfo) -> theme.Drawing:
    """Return the arrivals expected in each hour of the next day, and those that came since; where
    they are few, in each window of eight hours. `came` are counts by hour."""
    hours, width = hours_of(told), queries.width_of(told)
    mean, quantiles = queries.by_window(told, hours, width)
    starts = [told.ends[place * width] - timedelta(hours=1) for place in range(len(mean))]
    busiest = int(mean.argmax())
    said = {
        "start": words.clock_text(starts[busiest], zone),
        "mean": words.number(float(mean[busiest]), 1), "n": words.number(width),
    }  # fmt: skip
    if width == 1:
        summary = _("Most are expected in the hour from %(start)s: %(mean)s.") % said
        time, ticks = _("Hour that begins"), "%H:%M"
    else:
        summary = _("Most are expected in the %(n)s hours from %(start)s: %(mean)s.") % said
        time, ticks = _("%(n)s hours that begin") % said, "%a %H:%M"
    titles = {
        "time": time, "count": _("Arrivals"), "mean": _("Expected"),
        "80": _("80 % range"), "95": _("95 % range"), "came": _("What came"),
    }  # fmt: skip
    whole = [sum(came[place : place + width]) for place in range(0, len(came) - width + 1, width)]
    padded = [*whole, *[None] * (len(mean) - len(whole))]
    return fans.hourly(
        texts(starts, zone), mean.tolist(), quantiles, came=padded, titles=titles,
        summary=summary, ticks=ticks,
    )  # fmt: skip


def texts(moments: Sequence[datetime], zone: ZoneInfo) -> list[str]:
    """Return moments as a figure's axis of dates takes them."""
    return [f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in moments]


def _line(levels: Levels, zone: ZoneInfo) -> tuple[list[str], list[float]]:
    return texts(levels[0], zone), [float(level) for level in levels[1]]


def nights(proof: Proof, zone: ZoneInfo) -> theme.Drawing:
    """Return the chance that each night was given, and in which beds were missing."""
    found, warned = proof.nights, proof.warned
    summary = ngettext(
        "Of %(nights)s nights %(short)s was short of beds; %(warned)s of them was given a chance "
        "of %(limit)s or more.",
        "Of %(nights)s nights %(short)s were short of beds; %(warned)s of them were given a chance "
        "of %(limit)s or more.",
        warned.short,
    ) % {
        "nights": words.number(warned.nights), "short": words.number(warned.short),
        "warned": words.number(warned.warned), "limit": words.share(RULE.raises, 1),
    }  # fmt: skip
    titles = {
        "day": _("Night that begins on"), "chance": _("Chance it was given"),
        "missing": _("Beds missing"), "short": _("Beds were missing"),
    }  # fmt: skip
    days = [_day(from_us(one.start).astimezone(zone)) for one in found]
    return fans.nights(
        days, [one.chance for one in found], [one.missing for one in found], limit=RULE.raises,
        titles=titles, summary=summary,
    )  # fmt: skip


def _day(local: datetime) -> str:
    return f"{local.day} {words.months()[local.month - 1]}"
