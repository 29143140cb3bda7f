"""One journey: where its time went, as a waterfall and as a table, and what people said of it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.analysis import waits
from carepath.audit import access
from carepath.frames.columns import FLAGS
from carepath.frames.moments import SECOND
from carepath.frames.spans import KINDS, PRECISIONS
from carepath.journeys import queries
from carepath.journeys.forms import NoteForm
from carepath.journeys.models import Journey, Span
from carepath.journeys.queries.pages import Part
from carepath.journeys.views import rows, wording
from carepath.ui import clock, htmx, live, words

FULL_EVENTS = 200
"""A journey with more events shows them as a table only when asked."""


@dataclass(frozen=True, slots=True)
class AttributionLine:
    """One line of the table under the bar: name, microseconds, and where its piece is drawn."""

    name: str
    kind: str
    us: int
    share: float
    provisional: bool
    inferred: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The first line in numbers; `here_us` is the time in the hospital, `all_here` = all of it."""

    us: int
    is_open: bool
    standing: queries.Standing | None
    largest: AttributionLine | None
    here_us: int
    all_here: bool


@require_GET
@policies.requires(Permission.SEE)
@access.reads_patients("journeys")
def detail(request: HttpRequest, trace_id: UUID) -> HttpResponse:
    """Show one journey; `scale=true` unfolds it, `window` zooms, `compare` shows the usual way.

    A moment (`at`, `known_at`) leads to the page that shows it as it was.
    """
    journey = journey_or_404(request, trace_id)
    moments = {name: request.GET[name] for name in ("at", "known_at") if request.GET.get(name)}
    if moments:
        url = reverse("journeys:known", args=[journey.trace_id])
        return redirect(f"{url}?{urlencode(moments)}")
    now, zone, seen = clock.now(journey.site), ZoneInfo(journey.source.timezone), live.seen(request)
    if live.holds(seen, journey.change, now):
        return live.nothing_new(seen, now, zone)
    part = "waterfall" if seen is None else "live"
    template = htmx.page_or_part(request, "journeys/detail.html", part)
    context = frame(request, journey, now)
    if not template.endswith("#waterfall"):
        context |= page(request, journey, context["trace"], now)
    shown = live.version(journey.change, now, ticking=journey.closed_at is None)
    changed_at = journey.source.changed_at
    pulse = live.pulse(shown, now, zone, changed_at=changed_at, real=clock.now())
    return live.marked(render(request, template, context | {"pulse": pulse}), pulse)


def journey_or_404(request: HttpRequest, trace_id: UUID) -> Journey:
    """Return the journey if this person may see it; else the same answer as for none."""
    found = queries.by_trace_id(trace_id, by=request.user)
    if found is None:
        raise Http404
    request.site = found.site
    return found


def frame(request: HttpRequest, journey: Journey, now: datetime) -> dict[str, Any]:
    """Return what the waterfall needs."""
    zone = ZoneInfo(journey.source.timezone)
    trace = queries.trace(journey, now=now)
    compare = bool(request.GET.get("compare"))
    stages = {span.stage.name: span.stage_id for span in trace.spans}
    drawn = queries.drawn(
        trace,
        now=now,
        zone=zone,
        straight=request.GET.get("scale") == "true",
        window=window_of(request),
        usual=queries.usual(journey, stages, by=request.user) if compare else None,
    )
    return {
        "journey": journey,
        "trace": trace,
        "zone": journey.source.timezone,
        "waterfall": drawn,
        "rows": rows.rows(drawn, journey, zone, compare=compare),
        "meanwhile": [
            (piece, wording.phases().get(piece.where, piece.where)) for piece in drawn.meanwhile
        ],
        "ticks": _ticks(drawn, zone),
        "compare": compare,
        "intervals": journey.source.intervals,
    }


def window_of(request: HttpRequest) -> tuple[int, int] | None:
    """Return the window of the address (`window=FROM-TO`, seconds since the opening)."""
    start, _dash, end = request.GET.get("window", "").partition("-")
    if not (start.isdecimal() and end.isdecimal()) or len(start + end) > 24:
        return None
    return int(start) * SECOND, int(end) * SECOND


def _ticks(drawn: queries.Waterfall, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return the clock times on the axis; the day stands where it changes."""
    found, day = [], None
    for at, x in drawn.ticks:
        local = words.when(at).astimezone(zone)
        text = f"{local:%H:%M}"
        if local.date() != day:
            day = local.date()
            short = f"{local.day} {words.months()[local.month - 1]}"
            text = f"{short} {text}" if text != "00:00" else short
        found.append({"x": x, "text": text})
    return found


def page(
    request: HttpRequest, journey: Journey, trace: queries.Trace, now: datetime
) -> dict[str, Any]:
    """Return what stands around the waterfall."""
    us = trace.attribution.us
    lines = attribution(trace, intervals=journey.source.intervals)
    return {
        "us": us,
        "answer": answer(journey, lines, us, by=request.user, now=now),
        "lines": lines,
        "bar": _pieces(lines),
        "outside": trace.attribution.outside,
        "events": trace.spans if len(trace.spans) <= FULL_EVENTS else None,
        "attributes": sorted(journey.attributes.items()),
        "notes": list(queries.notes(journey)),
        "note_form": NoteForm(),
        "may_annotate": request.user.may(Permission.ANNOTATE, site=journey.site.slug),
        "pseudonym": queries.pseudonym(journey.patient) if journey.patient else "",
        "links": queries.links(journey, by=request.user),
        "annotations": queries.annotations_of(
            journey.source, (trace.attribution.opened, trace.attribution.until)
        ),
        "import_url": import_url(request, trace),
        "api_url": reverse("api:journey", args=[journey.trace_id.hex]),
    }


def attribution(trace: queries.Trace, *, intervals: bool) -> list[AttributionLine]:
    """Return the lines that add up to the length exactly, largest first."""
    us = trace.attribution.us or 1
    lines = [
        AttributionLine(
            name=wording.line_name(line, intervals=intervals),
            kind=line.kind,
            us=line.us,
            share=line.us / us,
            provisional=line.provisional,
            inferred=line.inferred,
        )
        for line in trace.attribution.credits()
    ]
    return sorted(lines, key=lambda line: -line.us)


def _pieces(lines: list[AttributionLine]) -> list[Part]:
    pieces, x = [], 0.0
    for line in lines:
        pieces.append(Part(line.kind, round(x, 3), round(100 * line.share, 3)))
        x += 100 * line.share
    return pieces


def answer(
    journey: Journey, lines: list[AttributionLine], us: int, *, by: Any, now: datetime
) -> Answer:
    """Return the first line: how long, how that compares, and where most of it went."""
    here = [line for line in lines if line.kind != waits.AWAY and line.us]
    return Answer(
        us=us,
        is_open=journey.closed_at is None,
        standing=queries.standing(journey, us, by=by, now=now),
        largest=here[0] if here else None,
        here_us=sum(line.us for line in here),
        all_here=len(here) == len(lines),
    )


def import_url(request: HttpRequest, trace: queries.Trace) -> str | None:
    """Return where the raw file of this journey is shown, if this person may and it exists."""
    messages = {span.message for span in trace.spans if span.message is not None}
    if not messages or not request.user.may(Permission.IMPORT):
        return None
    try:
        return reverse("ingestion:detail", args=[max(messages)])
    except NoReverseMatch:
        return None


@require_GET
@policies.requires(Permission.SEE)
@access.reads_patients("journeys")
def span(request: HttpRequest, trace_id: UUID, pk: int) -> HttpResponse:
    """Show all that is known of one span, with its earlier versions."""
    journey = journey_or_404(request, trace_id)
    found = queries.current_spans(journey).filter(pk=pk).prefetch_related("versions").first()
    if found is None:
        raise Http404
    context = {
        "journey": journey,
        "span": found,
        "zone": journey.source.timezone,
        "kind": KINDS[found.kind],
        "precision": PRECISIONS[found.precision],
        "phase": wording.phases()[found.stage.phase],
        "attributes": attributes_of(found),
        "doubts": doubts(found) + too_long(found, clock.now(journey.site)),
        "versions": list(found.versions.order_by("-version")),
        "raw_url": raw_url(request, found),
    }
    return render(request, htmx.page_or_part(request, "journeys/span.html", "span"), context)


def attributes_of(span: Span) -> list[tuple[str, Any]]:
    """Return the attributes of a span by name; none where it has none."""
    return sorted(json.loads(span.attributes).items()) if span.attributes else []


def doubts(span: Span) -> list[str]:
    """Return in words what is doubtful about the times of a span."""
    texts = {
        "ambiguous_hour": _("The hour occurs twice on this day; the first was taken."),
        "second_pass": _(
            "The hour occurs twice on this day; the order of the file says the second."
        ),
        "missing_hour": _("This time does not exist on this day; the clock had been put forward."),
        "end_before_start": _("The end stood before the start; drawn without length."),
        "requested_late": _("The request stood after the start; the wait counts as 0."),
        "outside_parent": _("It reaches beyond the stage it belongs to."),
        "unpaired": _("Only one end of it was recorded."),
    }
    return [texts[name] for name, bit in FLAGS.items() if span.flags & bit]


def too_long(span: Span, now: datetime) -> list[str]:
    """Return in words that a visit lasts longer than is plausible for its stage, if it does."""
    longest_s = span.stage.longest_s
    if span.started_at is None or longest_s is None:
        return []
    if (span.ended_at or now) - span.started_at <= timedelta(seconds=longest_s):
        return []
    text = _("It lasts longer than %(time)s, the longest plausible here: averages leave it out.")
    return [text % {"time": words.duration(longest_s * SECOND)}]


def raw_url(request: HttpRequest, span: Span) -> str | None:
    """Return where the raw record of a span is shown, if there is one and this person may."""
    if span.message is None or not request.user.may(Permission.IMPORT):
        return None
    try:
        return reverse("ingestion:raw", args=[span.message, bytes(span.source_ref).hex()])
    except NoReverseMatch:
        return None
