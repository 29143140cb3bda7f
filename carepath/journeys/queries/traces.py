"""Read single journeys: their spans, where their time went, and the trace other systems read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from carepath.analysis import waits
from carepath.formats import otlp
from carepath.frames.moments import to_us
from carepath.journeys.models import Journey, Span
from carepath.journeys.queries.sources import visible
from carepath.journeys.queries.store import spans_of


@dataclass(frozen=True, slots=True)
class Trace:
    """A journey with its current spans and the attribution of its time, as of a moment."""

    journey: Journey
    spans: list[Span]
    attribution: waits.Attribution


def by_trace_id(trace_id: UUID, *, by: Any) -> Journey | None:
    """Return the journey if this person may see it; of a part the whole."""
    found = visible(by=by).select_related("source", "site", "patient")
    one = found.filter(trace_id=trace_id).first()
    if one is None:
        whole = Journey.objects.filter(trace_id=trace_id).values("joined_to")
        one = found.filter(pk__in=whole).first()
    return one


def pk_of(trace_id: str) -> int | None:
    """Return the internal id of a journey, for who compares it with ids they may see."""
    try:
        found = Journey.objects.filter(trace_id=UUID(trace_id))
    except ValueError:
        return None
    return found.values_list("pk", flat=True).first()


def trace(journey: Journey, *, now: datetime) -> Trace:
    """Return the journey's spans in order and its attribution as of `now`, exact to the µs."""
    spans = list(current_spans(journey))
    attribution = waits.attribute(spans_of(journey), 0, to_us(now))
    return Trace(journey, spans, attribution)


def current_spans(journey: Journey) -> QuerySet[Span]:
    """Return the spans that were not taken back, as ordered within a journey, with those of its
    parts."""
    every = Journey.objects.filter(Q(pk=journey.pk) | Q(joined_to=journey.pk))
    present = Span.objects.filter(journey__in=every.values("pk"), retracted_at=None)
    present = present.select_related("stage", "unit", "source")
    return present.order_by(
        F("started_at").asc(nulls_last=True), F("ended_at").asc(nulls_last=True), "seq", "pk"
    )


def otlp_of(journey: Journey, *, now: datetime) -> dict[str, Any]:
    """Return the journey as OTLP JSON; attributes of the patient or the case stay here."""
    spans = [
        otlp.SpanOut(
            key=bytes(span.source_ref),
            parent=bytes(span.parent_ref) if span.parent_ref else None,
            name=span.stage.name,
            requested=_us(span.requested_at),
            started=_us(span.started_at),
            ended=_us(span.ended_at),
            kind=span.kind,
            attributes={"unit": span.unit.code} if span.unit else {},
        )
        for span in current_spans(journey)
    ]
    out = otlp.TraceOut(
        trace_id=journey.trace_id.hex,
        name="journey",
        service=journey.source.name,
        spans=spans,
        opened=to_us(journey.opened_at),
        closed=_us(journey.closed_at),
        attributes={"site": journey.site.slug, "synthetic": journey.site.synthetic or None},
    )
    return otlp.export(out, to_us(now))


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment)
