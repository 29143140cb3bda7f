"""Take back what one message brought, journey by journey."""

from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.frames.moments import to_us
from carepath.journeys.actions import bulk, traces
from carepath.journeys.actions.spans import WRITTEN
from carepath.journeys.models import Journey, Source, Span, SpanVersion


def retract(
    *, source: Source, message: int, by: Any, at: datetime, after: int = 0, limit: int = 500
) -> tuple[int, int | None]:
    """Take back the message's spans in the next `limit` journeys after this id.

    Return (journeys changed, id to go on after); the second is None when no journey is left. Rows
    stay, marked as taken back; a version that another message brought becomes current again.
    """
    ids = list(
        Journey.objects.filter(source=source, pk__gt=after)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    if not ids:
        return 0, None
    with audit.recording_as(by, at=at):
        change = traces.next_change(source, at=at)
        _strike(ids, message)
        brought = Span.objects.filter(journey__in=ids, message=message, retracted_at=None)
        touched = set(brought.values_list("journey_id", flat=True))
        for span in brought.filter(version__gt=1):
            touched |= _fall_back(span, message, at)
        brought.update(retracted_at=at)
        traces.refold(touched, source=source, change=change, at=at)
    return len(touched), ids[-1]


def _strike(journeys: list[int], message: int) -> None:
    """Mark the earlier versions that the message brought: none of them becomes current again."""
    kept = SpanVersion.objects.filter(span__journey__in=journeys, content__message=message)
    for version in kept:
        version.content["taken_back"] = True
        version.save(update_fields=["content"])


def _fall_back(span: Span, message: int, at: datetime) -> set[int]:
    """Make the newest version current that is not taken back; return journeys it touches."""
    versions = span.versions.order_by("-version")
    earlier = next((kept for kept in versions if not kept.content.get("taken_back")), None)
    if earlier is None:
        return set()
    SpanVersion.objects.create(
        span=span,
        version=span.version,
        recorded_at=span.recorded_at,
        replaced_at=at,
        content=_as_json(span),
    )
    content = dict(earlier.content)
    parent = content["parent_ref"]
    content["parent_ref"] = bytes.fromhex(parent) if parent else None
    values = tuple(content[name] for name in WRITTEN)
    columns = [*WRITTEN, "version", "recorded_at", "message"]
    bulk.update(
        Span, columns, [(*values, span.version + 1, to_us(at), content["message"], span.pk)]
    )
    return {content["journey_id"]}


def _as_json(span: Span) -> dict:
    row = Span.objects.filter(pk=span.pk).values_list(*WRITTEN).get()
    content = dict(zip(WRITTEN, row, strict=True))
    moments = ("requested_at", "started_at", "ended_at")
    content |= {name: to_us(content[name]) if content[name] else None for name in moments}
    return content | {
        "parent_ref": bytes(span.parent_ref).hex() if span.parent_ref else None,
        "message": span.message,
        "taken_back": True,
    }
