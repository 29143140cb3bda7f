"""What was true at one moment, as it was known at another: one question to the database each.

A version of a span was known from when it was recorded until it was replaced or taken back. What
was known at a moment is every version known then; what was true at a moment is how far each of them
had come: a step that had not begun is asked for only, one that had not ended goes on.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from carepath.frames.moments import from_us, to_us
from carepath.frames.spans import STAY
from carepath.journeys.models import Journey, Source, Span, SpanVersion
from carepath.journeys.queries import changes
from carepath.places.models import Site
from carepath.ui.memory import Memory

EVER = 2**62
"""After everything that is known: what is asked without a moment is asked of now."""
STAYS = Memory(4)
"""Stays known otherwise at a moment: several parts of a page ask for them."""
_COLUMNS = ("journey_id", "stage_id", "unit_id", "kind", "requested_at", "started_at", "ended_at",
            "seq")  # fmt: skip
_OF_A_STAY = ("journey_id", "unit_id", "attributes", "requested_at", "started_at", "ended_at")
_KNOWN = """
WITH known AS (
  SELECT s.id AS span, {columns}, s.attributes FROM journeys_span s
  WHERE s.source_id = %(source)s AND s.recorded_at <= %(known)s
    AND (s.retracted_at IS NULL OR s.retracted_at > %(known)s)
  UNION ALL
  SELECT s.id, {earlier}, {attributes} FROM journeys_spanversion v
  JOIN journeys_span s ON s.id = v.span_id
  WHERE s.source_id = %(source)s AND v.recorded_at <= %(known)s AND v.replaced_at > %(known)s
)
"""
_LYING = """
  k.kind = %(stay)s AND k.started_at <= %(at)s AND (k.ended_at IS NULL OR k.ended_at > %(at)s)
"""


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """A step as it was known; what had not happened by the moment asked for is None."""

    span: int
    stage: str
    unit: str
    kind: int
    requested_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """Where the patient of a case lay, and since when."""

    case: str
    unit: str
    room: str
    bed: str
    since: datetime


@dataclass(frozen=True, slots=True)
class KnownStay:
    """A stay as it was known: whose, where (unit by key), and when, in microseconds UTC."""

    span: int
    journey: int
    unit: int | None
    room: str
    bed: str
    requested: int | None
    started: int | None
    ended: int | None


def spans_known(
    journey: Journey, *, at: datetime | None = None, known_at: datetime | None = None
) -> list[KnownSpan]:
    """Return the steps of a journey as they were at a moment and known at another, in order."""
    query = """
      SELECT k.span, t.name, COALESCE(NULLIF(u.name, ''), u.code), k.kind, k.requested_at,
        k.started_at, k.ended_at, k.attributes
      FROM known k JOIN journeys_stage t ON t.id = k.stage_id
      LEFT JOIN places_unit u ON u.id = k.unit_id
      WHERE k.journey_id = %(journey)s AND
        (k.requested_at <= %(at)s OR k.started_at <= %(at)s)
      ORDER BY COALESCE(k.started_at, k.requested_at), k.seq, k.span
    """
    upto = _us(at)
    rows = _asked(query, source=journey.source_id, known=known_at, at=at, journey=journey.pk)
    return [_span(row, upto) for row in rows]


def places_known(
    *, source: Source, at: datetime, known_at: datetime | None = None
) -> list[KnownPlace]:
    """Return where each patient of a source lay at a moment, as it was known then, by case."""
    query = f"""
      SELECT j.case_ref, u.code, k.attributes, k.started_at FROM known k
      JOIN journeys_journey j ON j.id = k.journey_id LEFT JOIN places_unit u ON u.id = k.unit_id
      WHERE {_LYING} ORDER BY j.case_ref, k.started_at, k.span
    """
    found = []
    for case, unit, text, since in _asked(query, source=source.pk, known=known_at, at=at):
        said = json.loads(text) if text else {}
        where = (unit or "", str(said.get("room", "")), str(said.get("bed", "")))
        found.append(KnownPlace(case, *where, from_us(since)))
    return found


def counts_known(
    *, source: Source, at: datetime, known_at: datetime | None = None
) -> dict[str, int]:
    """Return unit -> how many patients of a source lay there at a moment, as it was known then."""
    query = f"""
      SELECT COALESCE(u.code, ''), COUNT(*) FROM known k
      LEFT JOIN places_unit u ON u.id = k.unit_id
      WHERE {_LYING} GROUP BY 1 ORDER BY 1
    """
    return dict(_asked(query, source=source.pk, known=known_at, at=at))


def stays_known(*, site: Site, known_at: datetime) -> list[KnownStay]:
    """Return the stays of a site as they were known at a moment, of those that are known otherwise
    since: told anew, or taken back. The others are known as they are. Answers are shared between
    calls: never write into one."""
    return STAYS.recall(
        known_at,
        lambda: _stays_known(site, known_at),
        about=site.pk,
        version=(str(settings.CAREPATH_HOME), changes.latest_change()),  # as the span store
    )


def _stays_known(site: Site, known_at: datetime) -> list[KnownStay]:
    rows: list[tuple] = []
    earlier = SpanVersion.objects.filter(
        recorded_at__lte=known_at, replaced_at__gt=known_at, span__source__site=site
    )
    for span, said in earlier.order_by("pk").values_list("span", "content"):
        if said["kind"] == STAY:
            rows.append((span, *(said[name] for name in _OF_A_STAY)))
    gone = Span.objects.filter(
        recorded_at__lte=known_at, retracted_at__gt=known_at, source__site=site, kind=STAY
    )
    rows += gone.order_by("pk").values_list("pk", *_OF_A_STAY)
    return [_stay(*row) for row in rows]


def stays_as_they_are(journeys: Collection[int], *, known_at: datetime) -> list[KnownStay]:
    """Return the stays of these journeys that had begun and were known as they are today."""
    rows = Span.objects.filter(
        journey__in=journeys, kind=STAY, retracted_at=None, started_at__isnull=False,
        recorded_at__lte=known_at,
    )  # fmt: skip
    return [_stay(*row) for row in rows.order_by("pk").values_list("pk", *_OF_A_STAY)]


def _stay(
    span: int, journey: int, unit: int | None, text: str, *moments: datetime | int | None
) -> KnownStay:
    said = json.loads(text) if text else {}
    return KnownStay(
        span,
        journey,
        unit,
        str(said.get("room") or ""),
        str(said.get("bed") or ""),
        *(to_us(one) if isinstance(one, datetime) else one for one in moments),
    )


def _asked(query: str, *, known: datetime | None, at: datetime | None, **more: int) -> list[tuple]:
    given = more | {"known": _us(known), "at": _us(at), "stay": STAY}
    with connection.cursor() as cursor:
        cursor.execute(_known() + query, given)
        return cursor.fetchall()


def _known() -> str:
    """Return what was known, in the database's own words for what stands in JSON."""
    columns = ", ".join(f"s.{name}" for name in _COLUMNS)
    return _KNOWN.format(
        columns=columns,
        earlier=", ".join(_kept(name, "bigint") for name in _COLUMNS),
        attributes=_kept("attributes", "text"),
    )


def _kept(name: str, kind: str) -> str:
    if connection.vendor == "postgresql":
        return f"(v.content ->> '{name}')::{kind}"
    return f"json_extract(v.content, '$.{name}')"


def _us(moment: datetime | None) -> int:
    return EVER if moment is None else to_us(moment)


def _span(row: tuple, upto: int) -> KnownSpan:
    span, stage, unit, kind, *times, text = row
    requested, started, ended = _so_far(times, upto)
    said = json.loads(text) if text else {}
    return KnownSpan(span, stage, unit or "", kind, requested, started, ended, said)


def _so_far(times: list[int | None], upto: int) -> Iterator[datetime | None]:
    return (None if us is None or us > upto else from_us(us) for us in times)
