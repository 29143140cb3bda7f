"""Make these events all that a source says of one case: a visit is folded anew each time."""

import json
from datetime import datetime
from typing import Any

import polars as pl

from carepath.audit import actions as audit
from carepath.frames.moments import from_us
from carepath.journeys.actions import traces
from carepath.journeys.actions.record import record
from carepath.journeys.models import Journey, Source


def replace(
    *,
    events: pl.DataFrame,
    case: str,
    source: Source,
    opened: int | None,
    closed: int | None,
    by: Any,
    at: datetime,
    message: int | None = None,
) -> Journey | None:
    """Return the journey of the case, which now holds these events (EVENTS) and no other span.

    `opened` and `closed` (microseconds, None = not known, or open) are recorded bounds: they win
    over what spans would tell. None if the case has no event and never had one.
    """
    with audit.recording_as(by, at=at):
        record(events=events, source=source, by=by, at=at, message=message)
        journey = Journey.objects.filter(source=source, case_ref=case).first()
        if journey is None:
            return None
        present = journey.spans.filter(retracted_at=None)
        gone = present.exclude(source_ref__in=events["ref"].to_list())
        struck = gone.update(retracted_at=at)
        about = _about(events, journey)
        bounds = tuple(None if us is None else from_us(us) for us in (opened, closed))
        held = (journey.recorded_opened_at, journey.recorded_closed_at)
        if struck or held != bounds or journey.attributes != about:
            journey.recorded_opened_at, journey.recorded_closed_at = bounds
            journey.attributes = about
            fields = ["recorded_opened_at", "recorded_closed_at", "attributes"]
            journey.save(update_fields=fields)
            change = traces.next_change(source, at=at)
            traces.refold([journey.pk], source=source, change=change, at=at)
            journey.refresh_from_db()
    return journey


def _about(events: pl.DataFrame, journey: Journey) -> dict[str, Any]:
    """Return all that is said of the case now, what it held where nothing is said."""
    said = events["case_attributes"].drop_nulls()
    return json.loads(said[0]) if len(said) else journey.attributes
