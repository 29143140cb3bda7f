"""Make these events all that a source says of some cases: visits are folded anew each time."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from carepath.audit import actions as audit
from carepath.frames.moments import from_us, to_us
from carepath.journeys.actions import bulk, traces
from carepath.journeys.actions.record import record
from carepath.journeys.models import Journey, Source, Span

Bounds = tuple[int | None, int | None]
"""Opening and end of a case in microseconds, None = not known, or open."""


def replace(
    *,
    events: pl.DataFrame,
    bounds: Mapping[str, Bounds],
    source: Source,
    by: Any,
    at: datetime,
    brought: Mapping[bytes, int] | None = None,
) -> dict[str, int]:
    """Return case -> journey id; each case of `bounds` now holds its events and no other span.

    `bounds` are recorded ones: they win over what spans would tell. `brought` says of each ref
    (EVENTS) which inbox row it came from. A case that has no event and never had one has no
    journey.
    """
    with audit.recording_as(by, at=at):
        how = {"brought": brought or {}, "folded": True}
        record(events=events, source=source, by=by, at=at, **how)
        ids, _emptied = traces.known(source, list(bounds))
        touched = _strike(events, ids, at) | _say(events, bounds, ids, source)
        if touched:
            change = traces.next_change(source, at=at)
            traces.refold(touched, source=source, change=change, at=at)
    return ids


def _strike(events: pl.DataFrame, ids: Mapping[str, int], at: datetime) -> set[int]:
    """Take back the spans that are no longer among the events; return whose they were."""
    kept = set(events["ref"])
    columns = ["id", "journey_id", "source_ref", "retracted_at"]
    rows = bulk.select(Span, columns, "journey_id IN {}", sorted(ids.values()))
    gone = [row for row in rows if row[3] is None and bytes(row[2]) not in kept]
    bulk.update(Span, ["retracted_at"], [(to_us(at), row[0]) for row in gone])
    return {row[1] for row in gone}


def _say(
    events: pl.DataFrame, bounds: Mapping[str, Bounds], ids: Mapping[str, int], source: Source
) -> set[int]:
    """Write bounds, patient and all that is said of each case; return whose that changed.

    Where nothing is said a journey keeps what it held.
    """
    told, names = traces.about(events, source), {pk: case for case, pk in ids.items()}
    changed = []
    for journey in Journey.objects.filter(pk__in=names).order_by("pk"):
        case = names[journey.pk]
        patient, said = told.get(case, (None, journey.attributes))
        wanted = (*map(_moment, bounds[case]), said, patient or journey.patient_id)
        held = (journey.recorded_opened_at, journey.recorded_closed_at)
        if wanted != (*held, journey.attributes, journey.patient_id):
            changed.append((*bounds[case], json.dumps(said), wanted[3], journey.pk))
    columns = ["recorded_opened_at", "recorded_closed_at", "attributes", "patient_id"]
    bulk.update(Journey, columns, changed)
    return {row[-1] for row in changed}


def _moment(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)
