"""Write journeys: new ones, and the bounds of those whose spans changed."""

import json
import os
import uuid
from collections.abc import Iterable, Set
from datetime import datetime

import numpy as np
import polars as pl
from django.db.models import F

from carepath.analysis.closing import Bounds, bounds
from carepath.frames.columns import READMISSION_OF
from carepath.frames.moments import OPEN, UNKNOWN, to_us
from carepath.journeys.actions import bulk, dictionaries
from carepath.journeys.models import ChangeClock, Journey, Source, Span

SAID = ["trace_id", "site_id", "source_id", "case_ref", "patient_id", "attributes"]
DERIVED = ["opened_at", "closed_at", "closed_by", "last_at", "n_spans", "change"]

_NOTHING: tuple[None, dict] = (None, {})


def next_change(source: Source, *, at: datetime) -> int:
    """Return the number of this change to a source; its row lock is held to the commit."""
    ChangeClock.objects.get_or_create(pk=1)
    ChangeClock.objects.filter(pk=1).update(value=F("value") + 1)
    number = ChangeClock.objects.get(pk=1).value
    Source.objects.filter(pk=source.pk).update(change=number, changed_at=at)
    return number


def known(source: Source, cases: list[str]) -> tuple[dict[str, int], set[int]]:
    """Return case -> journey id of the journeys that exist, and the ids of those without a span."""
    columns = ["case_ref", "id", "n_spans"]
    rows = list(
        bulk.select(Journey, columns, "source_id = %s AND case_ref IN {}", cases, [source.pk])
    )
    return {case: pk for case, pk, _n in rows}, {pk for _case, pk, n in rows if not n}


def open_new(events: pl.DataFrame, cases: list[str], *, source: Source, change: int, at: datetime):
    """Return case -> id of new journeys for these cases, with bounds from their own events."""
    own = events.filter(pl.col("case").is_in(cases))
    position = {case: place for place, case in enumerate(cases)}
    found = bounds(
        journey=np.array([position[case] for case in own["case"]], np.int64),
        n_journeys=len(cases),
        requested=own["requested"].fill_null(UNKNOWN).to_numpy(),
        started=own["started"].fill_null(OPEN).to_numpy(),
        ended=own["ended"].fill_null(OPEN).to_numpy(),
        is_end_stage=own["stage"].is_in(source.end_stages).to_numpy(),
        rule=source.closing_rule,
        silence_days=source.silence_days,
        now=to_us(at),
    )
    said = about(own, source)
    rows = (
        (
            bulk.key_of(uuid.UUID(bytes=os.urandom(16))),
            source.site_id,
            source.pk,
            case,
            said.get(case, _NOTHING)[0],
            json.dumps(said.get(case, _NOTHING)[1]),
            *_derived(found, place, source.closing_rule),
            change,
        )
        for place, case in enumerate(cases)
    )
    bulk.create(Journey, [*SAID, *DERIVED], rows)
    return known(source, cases)[0]


def about(events: pl.DataFrame, source: Source) -> dict[str, tuple[int | None, dict]]:
    """Return case -> (patient id, attributes) for the cases that say anything of the kind."""
    said = events.filter(pl.col("patient").is_not_null() | pl.col("case_attributes").is_not_null())
    if said.is_empty():
        return {}
    patients = dictionaries.patient_ids(source, said["patient"].drop_nulls().unique().to_list())
    found: dict[str, tuple[int | None, dict]] = {}
    once = said.select("case", "patient", "case_attributes").unique(maintain_order=True)
    for case, patient, text in once.iter_rows():
        person, attributes = found.get(case, (None, {}))
        more = json.loads(text) if text else {}
        more.pop(READMISSION_OF, None)
        found[case] = (person or patients.get(patient), attributes | more)
    return found


def _derived(found: Bounds, place: int, rule: str) -> tuple:
    closed = int(found.closed[place])
    is_open = closed == OPEN
    opened = int(found.opened[place])
    return (
        opened,
        None if is_open else max(closed, opened),
        "" if is_open else rule,
        int(found.last[place]),
        int(found.n_spans[place]),
    )


def say_more(
    events: pl.DataFrame, ids: dict[str, int], source: Source, *, emptied: Set[int] = frozenset()
) -> None:
    """Add what the events say about patient and attributes to journeys that exist.

    Of an emptied journey everything was taken back, so that what was said of it counts no more.
    """
    own = events.filter(pl.col("case").is_in(list(ids)))
    told = {ids[case]: said for case, said in about(own, source).items()}
    changed = []
    for journey in Journey.objects.filter(pk__in=told).order_by("pk"):
        patient, attributes = told[journey.pk]
        merged, person = attributes, patient
        if journey.pk not in emptied:
            merged, person = journey.attributes | attributes, journey.patient_id or patient
        if merged != journey.attributes or person != journey.patient_id:
            changed.append((json.dumps(merged), person, journey.pk))
    bulk.update(Journey, ["attributes", "patient_id"], changed)


def changed(ids: Iterable[int], *, change: int, at: datetime) -> None:
    """Say that these journeys changed with this number: what is part of them did."""
    found = Journey.objects.filter(pk__in=list(ids))
    sources = set(found.values_list("source", flat=True))
    found.update(change=change)
    Source.objects.filter(pk__in=sources).update(change=change, changed_at=at)


def refold(ids: Iterable[int], *, source: Source, change: int, at: datetime) -> int:
    """Derive the bounds of these journeys anew from their spans; return how many."""
    wanted = sorted(ids)
    if not wanted:
        return 0
    end_stages = set(
        source.site.stages.filter(name__in=source.end_stages).values_list("pk", flat=True)
    )
    columns = ["journey_id", "stage_id", "requested_at", "started_at", "ended_at", "retracted_at"]
    rows = [
        row[:5] for row in bulk.select(Span, columns, "journey_id IN {}", wanted) if row[5] is None
    ]
    schema = dict.fromkeys(columns[:5], pl.Int64)
    spans = pl.DataFrame(rows, schema=schema, orient="row")
    found = bounds(
        journey=np.searchsorted(np.array(wanted), spans["journey_id"].to_numpy()),
        n_journeys=len(wanted),
        requested=spans["requested_at"].fill_null(UNKNOWN).to_numpy(),
        started=spans["started_at"].fill_null(OPEN).to_numpy(),
        ended=spans["ended_at"].fill_null(OPEN).to_numpy(),
        is_end_stage=spans["stage_id"].is_in(list(end_stages)).to_numpy(),
        rule=source.closing_rule,
        silence_days=source.silence_days,
        now=to_us(at),
    )
    recorded = {
        row[0]: row[1:]
        for row in bulk.select(
            Journey,
            ["id", "recorded_opened_at", "recorded_closed_at", "joined_to_id"],
            "id IN {}",
            wanted,
        )
    }
    updates, emptied = [], []
    for place, pk in enumerate(wanted):
        if not found.n_spans[place]:
            emptied.append((0, change, pk))
            continue
        opened, closed, closed_by, last, n_spans = _derived(found, place, source.closing_rule)
        said_open, said_closed, _whole = recorded[pk]
        opened = opened if said_open is None else said_open
        if said_closed is not None:
            closed, closed_by = said_closed, Journey.ClosedBy.RECORDED
        if closed is not None:  # what is said may begin after what was found had ended
            closed = max(closed, opened)
        updates.append((opened, closed, closed_by, last, n_spans, change, pk))
    bulk.update(Journey, DERIVED, updates)
    bulk.update(Journey, ["n_spans", "change"], emptied)
    if wholes := {row[2] for row in recorded.values() if row[2] is not None}:
        changed(wholes, change=change, at=at)
    return len(wanted)
