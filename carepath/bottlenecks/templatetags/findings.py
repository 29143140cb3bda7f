"""Words of findings: what one is about, at which hours, how much, and where its journeys are."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from carepath.analysis import looks
from carepath.analysis.looks import Finding
from carepath.analysis.series import WAIT
from carepath.bottlenecks import queries
from carepath.frames.moments import MINUTE, from_us
from carepath.journeys.queries.cohorts import query_of
from carepath.ui import weeks, words

register = template.Library()


@dataclass(frozen=True, slots=True)
class Listed:
    """The address of a list, how many journeys it holds, and how many of them the finding counts
    (None = not told)."""

    address: str
    n: int | None
    counted: int | None

    @property
    def beside(self) -> int:
        """Return how many it holds beside: what began before the log is whole, or too late to have
        ended."""
        return 0 if None in (self.n, self.counted) else max(self.n - self.counted, 0)


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
    return weeks.hours_text(seen.days, (seen.first_hour, seen.last_hour))


@register.filter
def unit_of(finding: queries.Finding) -> str:
    """Return the unit a finding is about as what it is ("unit B"): a log's own name of it may be
    one letter."""
    name, word = finding.unit, _("unit")
    said = not name or name.casefold().startswith(f"{word} ".casefold())
    return name if said else f"{word} {name}"


@register.filter
def subject_of(finding: queries.Finding) -> str:
    """Return what a finding is about, with its hours, unit or detector ("Lab, outage")."""
    seen = finding.seen
    if seen.detector == looks.CLOCK:
        return _("%(unit)s, clock offset") % {"unit": capfirst(unit_of(finding))}
    more = week_hours(seen) or unit_of(finding)
    if seen.detector == looks.OUTAGE:
        more = _("outage")
    return f"{subject(seen)}, {more}" if more else subject(seen)


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
def journeys_of(context: Context, finding: queries.Finding) -> Listed | None:
    """Return the list of the journeys that a finding is among, None where there is none.

    How many it holds is told of a whole log only: what a finding asks for may take the place of
    what the page is narrowed to.
    """
    log = context["log"]
    shared = queries.cohort(log, finding)
    if shared is None:
        return None
    n = None if context.get("chips") else queries.listed(log, finding)
    address = f"{reverse('journeys:index')}{_kept(context, query_of(shared))}"
    return Listed(address, n, finding.seen.journeys)


def _kept(context: Context, changes: dict[str, Any]) -> str:
    values = context["request"].GET.copy()
    for name in ("part", "phase", "share", "whole", "after"):
        values.pop(name, None)
    for name, value in changes.items():
        values[name] = value
    return f"?{values.urlencode()}" if values else ""
