"""Words of findings: what one is about, at which hours, how much, and where its journeys are."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from carepath.analysis import looks
from carepath.analysis.looks import Finding
from carepath.analysis.series import HAND_OVER, MILESTONE, WAIT
from carepath.bottlenecks import queries
from carepath.frames.moments import MINUTE, from_us
from carepath.ui import words

register = template.Library()
WORKDAYS, WEEKEND, ALL_DAYS = (0, 1, 2, 3, 4), (5, 6), tuple(range(7))


@register.filter
def subject(seen: Finding) -> str:
    """Return what took longer: the wait for a stage, or the way between two."""
    if seen.source:
        return f"{seen.source} → {seen.target}"
    if seen.kind == WAIT and seen.detector != looks.OUTAGE:
        return _("Wait for %(stage)s") % {"stage": seen.target}
    return seen.target


@register.filter
def week_hours(seen: Finding) -> str:
    """Return the hours of the week it is about ("Monday to Friday, 08:00–12:00")."""
    if seen.first_hour is None:
        return ""
    if (seen.last_hour - seen.first_hour) % 24 == 0:
        return _days(seen.days)
    hours = f"{seen.first_hour:02}:00–{seen.last_hour:02}:00"
    return _("%(days)s, %(hours)s") % {"days": _days(seen.days), "hours": hours}


@register.filter
def subject_of(finding: queries.Finding) -> str:
    """Return what a finding is about, with its hours, unit or detector ("Lab, outage")."""
    seen = finding.seen
    if seen.detector == looks.CLOCK:
        return _("%(unit)s, clock offset") % {"unit": finding.unit}
    more = week_hours(seen) or finding.unit
    if seen.detector == looks.OUTAGE:
        more = _("outage")
    return f"{subject(seen)}, {more}" if more else subject(seen)


def _days(days: tuple[int, ...]) -> str:
    if days == ALL_DAYS:
        return _("every day")
    if days == WORKDAYS:
        return _("Monday to Friday")
    if days == WEEKEND:
        return _("Saturdays and Sundays")
    each = (_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"), _("Fridays"))
    each += (_("Saturdays"), _("Sundays"))
    return ", ".join(each[day] for day in days)


@register.filter
def size(seen: Finding) -> str:
    """Return the effect without its sign ("24 min")."""
    return _minutes(abs(seen.effect))


@register.filter
def interval(seen: Finding) -> str:
    """Return the 95 % interval of the effect, the smaller size first ("20 min to 27 min")."""
    low, high = (seen.low, seen.high) if seen.effect >= 0 else (-seen.high, -seen.low)
    return _("%(low)s to %(high)s") % {"low": _minutes(low), "high": _minutes(high)}


def _minutes(value: float) -> str:
    return words.duration(value * MINUTE, precision="min" if abs(value) >= 10 else "s")


@register.filter
def day(us: int, zone: Any) -> str:
    """Return the civil day of a moment ("3 Mar 2026")."""
    return words.day_text(from_us(us).astimezone(zone))


@register.simple_tag(takes_context=True)
def journeys_of(context: Context, finding: queries.Finding) -> str:
    """Return the address of the journeys that a finding is among, or "" where a list has none."""
    seen = finding.seen
    if seen.detector == looks.CLOCK:
        return ""
    cohort = {
        WAIT: {"stage": seen.target},
        HAND_OVER: {"from_stage": seen.source, "to_stage": seen.target},
        MILESTONE: {"ms_from": seen.source, "ms_to": seen.target},
    }[seen.kind]
    if finding.is_beyond:
        cohort["beyond_s"] = finding.within_s
    return f"{reverse('journeys:index')}{_kept(context, cohort | _days_of(context, seen))}"


def _days_of(context: Context, seen: Finding) -> dict[str, str]:
    """Return the period of a finding that has one: those that opened on the days of an outage,
    or from a shift on."""
    if seen.at is None:
        return {}
    zone = context["log"].zone
    first = {"from": from_us(seen.at).astimezone(zone).date().isoformat()}
    if seen.until is None:
        return first
    return first | {"to": from_us(seen.until).astimezone(zone).date().isoformat()}


def _kept(context: Context, changes: dict[str, Any]) -> str:
    values = context["request"].GET.copy()
    for name in ("part", "phase", "share", "whole", "after"):
        values.pop(name, None)
    for name, value in changes.items():
        values[name] = value
    return f"?{values.urlencode()}" if values else ""
