"""Tags and filters of every page: icons, figures, durations, moments, numbers that open."""

import json
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from carepath.figures import theme
from carepath.ui import assets, browsers, icons, words

register = template.Library()


@register.simple_tag
def icon(name: str, text: str = "", size: int = 16) -> SafeString:
    """Return an icon of the one set, before its text; without text it is decoration only."""
    drawn = mark_safe(icons.svg(str(name), size))  # noqa: S308 - of the package, without text
    if not text:
        return drawn
    return format_html('<span class="cp-labelled">{}<span>{}</span></span>', drawn, text)


@register.filter
def browser(user_agent: str | None) -> str:
    """Return what a browser is called."""
    return browsers.browser_name(user_agent or "")


@register.filter
def duration(us: int | None, precision: str = "s") -> str:
    """Return microseconds as "3 h 20 min"."""
    return words.duration(us, precision=precision)


@register.filter
def hours(us: int | None, decimals: int = 0) -> str:
    """Return microseconds as "1,284 h"."""
    return words.hours(us, decimals)


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    """Return a number with the reader's grouping."""
    return words.number(value, decimals)


@register.filter
def share(part: float | None, whole: float) -> str:
    """Return part of whole in percent."""
    return words.share(part, whole)


@register.filter
def moment(at: Any, zone: str = "UTC") -> SafeString | str:
    """Return a <time> in the zone's civil time, with the zone on hover."""
    return _time(at, zone, seconds=False)


@register.filter
def exact(at: Any, zone: str = "UTC") -> SafeString | str:
    """Return the same to the second."""
    return _time(at, zone, seconds=True)


@register.filter
def clock(at: Any, zone: str = "UTC") -> str:
    """Return a moment in the zone's civil time as plain text, for what is no page."""
    return words.EMPTY if at is None else words.clock_text(at, zone)


def _time(at: Any, zone: str, *, seconds: bool) -> SafeString | str:
    if at is None:
        return words.EMPTY
    return format_html(
        '<time datetime="{}" title="{}" class="cp-nowrap">{}</time>',
        words.when(at).isoformat(),
        words.zone_text(at, zone),
        words.clock_text(at, zone, seconds=seconds),
    )


@register.simple_tag(name="number", takes_context=True)
def opening_number(
    context: Context, value: Any, definition: str, n: int | None = None, of: int | None = None,
    until: Any = None, zone: str = "UTC",
) -> SafeString:  # fmt: skip
    """Return a number as a link to its definition, with n of N and the data's time on hover."""
    parts = []
    if n is not None:
        parts.append(
            _("n = %(n)s") % {"n": words.number(n)}
            if of is None
            else _("%(n)s of %(all)s") % {"n": words.number(n), "all": words.number(of)}
        )
    if until is not None:
        parts.append(_("data until %(at)s") % {"at": words.clock_text(until, zone)})
    request = context.get("request")
    query = request.GET.urlencode() if request else ""
    return format_html(
        '<a class="cp-opens" href="/definitions/{}/{}" title="{}">{}</a>',
        definition,
        f"?{query}" if query else "",
        " · ".join(parts) or _("How this number is made"),
        value,
    )


@register.inclusion_tag("components/figure.html", takes_context=True)
def figure(context: Context, drawing: theme.Drawing, title: str) -> dict[str, Any]:
    """Show a drawing: the plot, its summary in words, its data as a table, CSV and PNG."""
    content = {
        "data": drawing.traces,
        "layout": drawing.layout,
        "links": drawing.links,
        "name": drawing.key,
    }
    return {
        "title": title,
        "drawing": drawing,
        "content": _json(content),
        "csp_nonce": context.get("CSP_NONCE"),
    }


def _json(content: Any) -> SafeString:
    """Return JSON that is safe inside a script element; numpy arrays and numbers become plain."""
    text = json.dumps(content, default=lambda thing: thing.tolist(), separators=(",", ":"))
    for sign, code in (("&", "\\u0026"), ("<", "\\u003C"), (">", "\\u003E")):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 - escaped above


@register.inclusion_tag("components/figure_scripts.html", takes_context=True)
def figure_scripts(context: Context) -> dict[str, Any]:
    """Load the plotting library on a page with figures; goes into the block `head`."""
    request = context.get("request")
    swapped = bool(getattr(request, "htmx", None))  # the open page has them, under its own nonce
    return {
        "csp_nonce": context.get("CSP_NONCE"),
        "style_ids": () if swapped else assets.PLOTLY_STYLE_IDS,
        "pairs": _json(dict(theme.PAIRS.values())),
    }


@register.simple_block_tag(takes_context=True)
def remember(context: Context, content: str, name: str) -> str:
    """Keep what the block renders under a name, to be shown more than once; show nothing."""
    # The lowest dictionary outlives the scopes that blocks and includes push.
    context.dicts[0][name] = mark_safe(content.strip())  # noqa: S308 - rendered, so escaped
    return ""


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return the page's query string with some values changed; None or '' drops a name."""
    request = context.get("request")
    values = request.GET.copy() if request else QueryDict(mutable=True)
    values.pop("after", None)
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = value
    return f"?{values.urlencode()}" if values else "?"
