"""Filters of the forecast pages: hours of these days, signed numbers, steps of a chance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.analysis.alternatives import CHOSEN, NOTHING
from carepath.forecasts.models import Recommendation
from carepath.frames.acuity import NOT_TOLD, OTHER
from carepath.ui import words

register = template.Library()
STEPS = ((0.5, "high", "triangle-alert"), (0.2, "watch", "circle-alert"))
DECIDED = {
    "waiting": "message-square-warning",
    "accepted": "circle-check",
    "rejected": "circle-x",
    "deferred": "clock",
    "lapsed": "circle-dashed",
}
"""Icon of what became of a recommendation."""
CALM = ("calm", "circle-check")
"""From which chance on which step is shown, by name and icon."""


@register.filter
def hour(at: datetime, zone: str = "UTC") -> SafeString:
    """Return a <time> as weekday and clock ("Mon 18:00"), with the whole moment on hover."""
    local = at.astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}" title="{}" class="cp-nowrap">{} {}</time>',
        at.isoformat(),
        words.clock_text(at, zone),
        date_format(local, "D"),
        f"{local:%H:%M}",
    )


@register.filter
def clocked(text: str, zone: str = "UTC") -> SafeString:
    """Return a moment that was kept as text as weekday and clock."""
    return hour(datetime.fromisoformat(text), zone)


@register.filter
def signed(value: float) -> str:
    """Return a number of beds with its sign and one decimal; 0 has none."""
    shown = round(value, 1)
    if not shown:
        return words.number(0, 1)
    return f"{'+' if shown > 0 else '−'}{words.number(abs(shown), 1)}"


@register.filter
def step(chance: float) -> str:
    """Return the name of the step of a chance, from calm to high."""
    return next((name for limit, name, _icon in STEPS if chance >= limit), CALM[0])


@register.filter
def step_icon(chance: float) -> str:
    """Return the icon of the step of a chance."""
    return next((icon for limit, _name, icon in STEPS if chance >= limit), CALM[1])


@register.filter
def at(words_of: Mapping[str, object], key: str) -> object:
    """Return the words of a key, or the key itself."""
    return words_of.get(key, key)


@register.filter
def acuity(label: str) -> str:
    """Return what people read for a label of acuity: itself, or what is no level in words."""
    return {NOT_TOLD: _("not told"), OTHER: _("other levels")}.get(label, label)


@register.filter
def advice(row: Recommendation) -> str:
    """Return what a recommendation asks for in words ("Open 4 beds in Surgery")."""
    if row.kind == Recommendation.Kind.MOVE:
        text = ngettext(
            "Move the staff of %(n)s bed from %(giver)s to %(unit)s",
            "Move the staff of %(n)s beds from %(giver)s to %(unit)s",
            row.beds,
        )
        return text % {"n": words.number(row.beds), "giver": row.giver, "unit": row.unit}
    if row.is_longer:
        text = ngettext(
            "Have one more %(what)s of %(unit)s staffed for %(n)s hour",
            "Have one more %(what)s of %(unit)s staffed for %(n)s hours",
            row.beds,
        )
        return text % {"n": words.number(row.beds), "unit": row.unit, "what": row.about}
    if row.is_sooner:
        text = ngettext(
            "Bring %(n)s discharge of today in %(unit)s forward by %(hours)s h",
            "Bring %(n)s discharges of today in %(unit)s forward by %(hours)s h",
            row.beds,
        )
        by = words.number(row.inputs["by"])
        return text % {"n": words.number(row.beds), "unit": row.unit, "hours": by}
    if row.kind == Recommendation.Kind.OPEN:
        said = ngettext("Open %(n)s bed in %(unit)s", "Open %(n)s beds in %(unit)s", row.beds)
    else:
        said = ngettext("Close %(n)s bed in %(unit)s", "Close %(n)s beds in %(unit)s", row.beds)
    return said % {"n": words.number(row.beds), "unit": row.unit}


@register.filter
def alternative(one: Mapping[str, Any]) -> str:
    """Return in words what else could be done ("Open 4 beds", "Do nothing")."""
    kind, said = one["kind"], {"n": words.number(one["beds"]), "giver": one["giver"]}
    if kind == NOTHING:
        return _("Do nothing")
    if kind == Recommendation.Kind.HOURS:
        text = ngettext("%(n)s hour longer", "%(n)s hours longer", one["beds"])
    elif kind == Recommendation.Kind.SOONER:
        if not one["beds"]:
            return _("Bring discharges of today forward")
        text = ngettext(
            "Bring %(n)s discharge forward", "Bring %(n)s discharges forward", one["beds"]
        )
    elif kind == Recommendation.Kind.MOVE:
        if not one["beds"]:
            return _("Move staff from %(giver)s") % said
        text = ngettext(
            "Move the staff of %(n)s bed from %(giver)s",
            "Move the staff of %(n)s beds from %(giver)s",
            one["beds"],
        )
    elif kind == Recommendation.Kind.OPEN:
        text = ngettext("Open %(n)s bed", "Open %(n)s beds", one["beds"])
    else:
        text = ngettext("Close %(n)s bed", "Close %(n)s beds", one["beds"])
    return text % said


@register.filter
def why_not(one: Mapping[str, Any]) -> str:
    """Return why something else is not what is advised, "" for what is."""
    return "" if one["why"] == CHOSEN else str(Recommendation.Why(one["why"]).label)


@register.filter
def state_icon(state: str) -> str:
    """Return the icon of what became of a recommendation."""
    return DECIDED[state]
