"""The rows of a waterfall as HTML: written directly, because a journey may have thousands."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from carepath.journeys.models import Journey
from carepath.journeys.queries.waterfalls import Line, Waterfall
from carepath.ui import timebars, words

BLOCK = 50
TALL = 20
"""Height of a row's drawing in pixels."""


def rows(
    found: Waterfall, journey: Journey, zone: ZoneInfo, *, compare: bool = False
) -> SafeString:
    """Return an item per span: stage, bars, clock time, time since the opening, duration.

    They come as lists of BLOCK items: a browser skips whole lists that are out of sight.
    To compare, the last column says after how long the stage is usually reached.
    """
    year = words.when(found.start).astimezone(zone).year
    base = reverse("journeys:detail", args=[journey.trace_id.hex])
    between = not journey.source.intervals
    names = {
        "running": _("running") if journey.closed_at is None else _("no end"),
        "waiting": _("waiting") if journey.closed_at is None else _("not begun"),
        "event": _("same moment") if between else _("event"),
        "start": _("start") if between else _("event"),
        "waited": _("waited"),
        "withdrawn": _("withdrawn"),
        "usual": _("usually reached"),
        "too_long": _("longer than plausible"),
    }
    last = _usually if compare else _took
    items = [_row(line, found.opened, base, zone, year, names, last) for line in found.lines]
    blocks = (
        f'<ol class="cp-wf-rows" start="{at + 1}">{"".join(items[at : at + BLOCK])}</ol>'
        for at in range(0, len(items), BLOCK)
    )
    return mark_safe("".join(blocks))  # noqa: S308 - every text is escaped in _row


def _row(
    line: Line,
    opened: int,
    base: str,
    zone: ZoneInfo,
    year: int,
    names: dict[str, str],
    last: Callable[[Line, dict[str, str]], str],
) -> str:
    stage = escape(str(line.span.stage))
    unit = (
        f'<span class="cp-wf-unit">{escape(str(line.span.unit))}</span>' if line.span.unit else ""
    )
    if line.too_long:
        unit += f'<span class="cp-wf-unit">{names["too_long"]}</span>'
    full = words.clock_text(line.at, zone, seconds=True)
    clock = escape(full[:-3].replace(f" {year} ", " "))
    elapsed = escape("+" + words.duration(max(0, line.at - opened), precision=line.precision))
    depth = min(line.depth, 8)
    return (
        f'<li id="s{line.span.pk}"><a class="cp-wf-row" href="{base}spans/{line.span.pk}/" '
        f'data-row data-depth="{depth}">'
        f'<span class="cp-wf-stage cp-depth-{depth}">{stage}{unit}</span>'
        f'<svg class="cp-wf-track" width="100%" height="{TALL}" aria-hidden="true">'
        f"{_drawing(line, names)}</svg>"
        f'<span class="cp-wf-clock" title="{escape(full)}">{clock}</span>'
        f'<span class="cp-wf-elapsed">{elapsed}</span>'
        f'<span class="cp-wf-us">{last(line, names)}</span></a></li>'
    )


def _drawing(line: Line, names: dict[str, str]) -> str:
    thin = [bar for bar in line.bars if bar.kind in ("gap", "between", "away")]
    thick = [bar for bar in line.bars if bar not in thin or line.us is not None]
    thin = [bar for bar in thin if bar not in thick]
    drawn = timebars.rects(thin, height=6, top=7) + timebars.rects(thick, height=14, top=3)
    if line.running and line.bars:
        end = line.bars[-1].x + line.bars[-1].width
        drawn += f'<rect class="cp-f-open" x="{end - 0.5:g}%" y="3" width="0.5%" height="14"/>'
    if line.tick is not None:
        drawn += (
            f'<line class="cp-tick" x1="{line.tick:.3f}%" x2="{line.tick:.3f}%" y1="2" y2="18"/>'
        )
    if line.usual is not None:
        text = f"{names['usual']} +{words.duration(line.usual_us)}"
        drawn += (
            f'<circle class="cp-usual" cx="{line.usual:.3f}%" cy="10" r="4">'
            f"<title>{escape(text)}</title></circle>"
        )
    return str(drawn)


def _usually(line: Line, _names: dict[str, str]) -> str:
    return "" if line.usual_us is None else escape("+" + words.duration(line.usual_us))


def _took(line: Line, names: dict[str, str]) -> str:
    if line.waiting:
        waited = escape(words.duration(line.waited)) if line.waited else ""
        return f"{names['waiting']} {waited}"
    if line.span.status == "withdrawn":
        return f"{names['withdrawn']} {escape(words.duration(line.waited))}"
    if line.us is None:
        if line.gap:
            return escape(words.duration(line.gap))
        return f"<i>{names['start' if line.opens else 'event']}</i>"
    took = escape(words.duration(line.us, precision=line.precision))
    return f"{names['running']} {took}" if line.running else took
