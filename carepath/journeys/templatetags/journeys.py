"""Tags of the journeys pages: bars of time, heads that sort, plain numbers for addresses."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from carepath.analysis import waits
from carepath.frames.moments import SECOND
from carepath.journeys.models import Source
from carepath.journeys.queries.pages import Part
from carepath.journeys.queries.waterfalls import Break, Meanwhile, Waterfall
from carepath.ui import timebars, words
from carepath.ui.templatetags.carepath import icon, query

register = template.Library()


@register.filter
def in_full(source: Source) -> str:
    """Return a source as every choice among them names it: with its site, where that is called
    otherwise, and that it is invented."""
    name, site = source.name, source.site.name
    said = name if name == site else f"{name} · {site}"
    return _("%(source)s (invented)") % {"source": said} if source.site.synthetic else said


@register.simple_tag
def timebar(parts: Sequence[Part], height: int = 10, ticks: Sequence[float] = ()) -> SafeString:
    """Return a bar of where the time went, which says the shares in words; events as ticks."""
    return timebars.bar(parts, label=shares(parts), height=height, ticks=ticks)


def kinds() -> dict[str, str]:
    """Return what each kind of time is called."""
    return {
        waits.STAGE: _("care"),
        waits.WAIT: _("recorded waits"),
        waits.GAP: _("gaps before a stage"),
        waits.BETWEEN: _("time between events"),
        waits.AWAY: _("away"),
    }


def shares(parts: Sequence[Part]) -> str:
    """Return the share of each kind of time in words, largest first."""
    sums: dict[str, float] = {}
    for part in parts:
        sums[part.kind] = sums.get(part.kind, 0.0) + part.width
    names = kinds()
    found = sorted(sums.items(), key=lambda item: -item[1])
    return ", ".join(f"{names[kind]} {words.share(width, 100)}" for kind, width in found)


@register.simple_tag
def opens(value: Any, definition: str, **scope: Any) -> SafeString | str:
    """Return a number as a link to its definition, asked about this scope (source, journey, …)."""
    try:
        address = reverse("bottlenecks:definition", args=[definition])
    except NoReverseMatch:
        return str(value)
    query = urlencode({name: text for name, text in scope.items() if text not in (None, "")})
    return format_html(
        '<a class="cp-opens" href="{}{}">{}</a>', address, f"?{query}" if query else "", value
    )


@register.filter
def plain(value: int | None) -> str:
    """Return a number as digits only, for addresses and fields; '' for None."""
    return "" if value is None else str(value)


@register.simple_tag(takes_context=True)
def sort_head(context: Context, name: str, label: str, sort: str, css: str = "") -> SafeString:
    """Return the head of a column that sorts the list; a second click turns the order round."""
    mine, ascending = sort.removeprefix("-") == name, sort.startswith("-")
    other = f"-{name}" if mine and not ascending else name
    order = ("ascending" if ascending else "descending") if mine else "none"
    glyph = ("arrow-up" if ascending else "arrow-down") if mine else "arrow-up-down"
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a href="{}">{}{}</a></th>',
        css,
        order,
        query(context, sort=other),
        label,
        icon(glyph, size=13),
    )


@register.filter
def percent(value: float) -> str:
    """Return a place on a bar as an address of SVG knows it ("12.5%"), in any language."""
    return f"{value:.3f}".rstrip("0").rstrip(".") + "%"


@register.filter
def window_to(start: int, end: int) -> str:
    """Return a window of the address: seconds since the opening, with a little room around."""
    room = max(60, (end - start) // 50 // SECOND)
    return f"{max(0, start // SECOND - room)}-{-(-end // SECOND) + room}"


@register.filter
def pieces(parts: Sequence[Part], place: str) -> SafeString:
    """Return the rectangles of parts; `place` is their top and height ("10,8")."""
    top, height = place.split(",")
    return timebars.rects(parts, top=int(top), height=int(height))


@register.filter
def viewport(found: Waterfall) -> SafeString:
    """Return the frame on the minimap around what the waterfall shows."""
    length = (found.until - found.opened) or 1
    left, right = ((at - found.opened) * 100 / length for at in (found.start, found.end))
    return format_html(
        '<rect class="cp-viewport" x="{}" width="{}" height="26"/>',
        percent(left),
        percent(max(right - left, 0.4)),
    )


@register.filter
def break_label(piece: Break) -> SafeString:
    """Return how long a folded stretch is, as exactly as there is room for."""
    if piece.width < 1.6:
        return SafeString()
    text = words.duration(piece.us) if piece.width >= 9 else words.short(piece.us)
    if piece.width < 4:
        text = "⋯"
    middle = percent(piece.x + piece.width / 2)
    return format_html('<text class="cp-wf-label cp-middle" x="{}" y="13">{}</text>', middle, text)


@register.filter
def meanwhile_label(piece: Meanwhile, where: str) -> SafeString:
    """Return what the patient was in during folded stretches, cut to the room there is."""
    room = int(piece.width * 1.1)
    if room < 4:
        return SafeString()
    text = where if len(where) <= room else f"{where[: room - 1]}…"
    middle = percent(piece.x + piece.width / 2)
    return format_html(
        '<text class="cp-wf-label cp-wf-soft cp-middle" x="{}" y="29">{}</text>', middle, text
    )


@register.filter
def swatch(kind: str) -> SafeString:
    """Return the little rectangle that stands before a line of this kind of time."""
    return timebars.rects([Part(kind, 0, 100)], height=10)


@register.filter
def clockwise(us: int) -> str:
    """Return microseconds as hours:minutes:seconds, exact ("134:05:09")."""
    seconds, rest = divmod(us, SECOND)
    minutes, seconds = divmod(seconds, 60)
    text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return f"{text}.{rest:06}".rstrip("0") if rest else text
