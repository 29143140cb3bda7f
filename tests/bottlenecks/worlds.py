"""The sepsis log and small logs for tests, read with the standard library alone."""

import csv
import hashlib
import json
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from carepath.bottlenecks import queries
from carepath.frames import moments
from carepath.frames.columns import EVENTS
from carepath.frames.mapping import Mapping, Target
from carepath.frames.spans import AWAY, DEPARTMENT, POINT, SERVICE, WARD, Spans
from carepath.journeys.models import Source
from carepath.places.models import Site
from carepath.ui.period import Period

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ANTIBIOTICS = Target("ER Sepsis Triage", "IV Antibiotics", 3600)
NOW = moments.to_us(datetime(2026, 3, 2, 13, 0, tzinfo=AMSTERDAM))


def phase(stage):
    if stage == "Return ER":
        return AWAY
    return WARD if stage.startswith(("Admission", "Release")) else DEPARTMENT


@cache
def truth(shared):
    return json.loads((shared / "data/sepsis/truth.json").read_text())


@cache
def sepsis_rows(shared):
    """(case, stage, microseconds, age) in the order of the file."""
    rows = []
    with (shared / "data/sepsis/sepsis.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            at = datetime.fromisoformat(row["Complete Timestamp"].replace("/", "-"))
            us = moments.to_us(at.replace(tzinfo=AMSTERDAM))
            rows.append((row["Case ID"], row["Activity"], us, row["Age"]))
    return rows


def sepsis_events(shared):
    """The log as EVENTS, as an import would hand it over."""
    rows = sepsis_rows(shared)
    return pl.DataFrame(
        {
            "case": [case for case, *_ in rows],
            "stage": [stage for _, stage, *_ in rows],
            "kind": [POINT] * len(rows),
            "requested": [None] * len(rows),
            "started": [us for *_, us, _ in rows],
            "ended": [us for *_, us, _ in rows],
            "seq": range(len(rows)),
            "precision": [1] * len(rows),
            "flags": [0] * len(rows),
            "ref": [hashlib.md5(str(at).encode()).digest() for at in range(len(rows))],
            "case_attributes": [json.dumps({"Age": age}) if age else None for *_, age in rows],
            **dict.fromkeys(("parent_ref", "unit", "role", "patient", "attributes")),
        },
        schema=EVENTS,
    )


def sepsis_mapping():
    stages = ("Admission NC", "Admission IC", "Return ER", *(f"Release {x}" for x in "ABCDE"))
    return Mapping(
        case="Case ID",
        activity="Activity",
        time="Complete Timestamp",
        timezone="Europe/Amsterdam",
        phases={stage: phase(stage) for stage in stages},
        targets=(ANTIBIOTICS,),
    )


@cache
def sepsis_spans(shared):
    cases = {}
    for case, stage, us, _age in sepsis_rows(shared):
        cases.setdefault(case, []).append((us, stage))
    return spans_of(*(sorted(events, key=lambda event: event[0]) for events in cases.values()))


def spans_of(*journeys, closed=None, intervals=False):
    """Spans of journeys given as [(start, stage) or (start, end, stage), ...] in microseconds.

    `closed` holds the close of each, None = open; by default all closed at their last event.
    """
    rows = [[(row[0], row[-2] if len(row) > 2 else row[0], row[-1]) for row in j] for j in journeys]
    flat = [row for journey in rows for row in journey]
    stages = sorted({stage for *_, stage in flat})
    count = len(flat)
    closes = closed or [max(end for _, end, _ in journey) for journey in rows]
    return Spans(
        stage=np.array([stages.index(stage) for *_, stage in flat], np.uint16),
        kind=np.array([POINT if s == e else SERVICE for s, e, _ in flat], np.uint8),
        parent=np.full(count, -1, np.int32),
        unit=np.full(count, -1, np.int32),
        requested=np.full(count, moments.UNKNOWN, np.int64),
        start=np.array([start for start, *_ in flat], np.int64),
        end=np.array([end for _, end, _ in flat], np.int64),
        precision=np.ones(count, np.uint8),
        offsets=np.concatenate(([0], np.cumsum([len(journey) for journey in rows]))),
        journey_id=np.arange(1, len(rows) + 1),
        source=np.ones(len(rows), np.int32),
        opened=np.array([journey[0][0] for journey in rows], np.int64),
        closed=np.array([moments.OPEN if c is None else c for c in closes], np.int64),
        stages=tuple(stages),
        phases=tuple(phase(stage) for stage in stages),
        intervals=intervals,
    )


def a_log(spans, *, targets=(), now=NOW, zone="Europe/Amsterdam"):
    """A log that is in no database; its key is its own."""
    source = Source(name="log", timezone=zone, site=Site(slug="north", timezone=zone))
    period = Period(None, None, ZoneInfo(zone))
    key = object()
    return queries.Log(
        source, spans, tuple(targets), period, now, key, state=key, everything=lambda: spans
    )
