"""Messages of an HL7 v2 feed take effect: the visits they tell of are folded anew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from carepath.analysis import visit_events, visits
from carepath.capacity import actions as capacity
from carepath.frames import mapping as mappings
from carepath.frames.adt import Admission
from carepath.ingestion import queries
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.models import Message, Told
from carepath.journeys import actions as journeys
from carepath.journeys.models import Source
from carepath.outcomes import actions as outcomes
from carepath.places.models import Site
from carepath.work import actions as work

State = Message.State


def declare_feed(*, name: str, site: Site, by: Any, at: datetime) -> Source:
    """Return the source of an HL7 v2 feed: its journeys end with the discharge."""
    mapping = mappings.Mapping(
        case="PV1-19",
        activity="MSH-9",
        time="EVN-6",
        timezone=site.timezone,
        closing_rule=mappings.END_STAGES,
        end_stages=(visit_events.DISCHARGE,),
    )
    return journeys.declare_source(
        name=name, site=site, mapping=mapping, intervals=True, by=by, at=at
    )


def read(raw: bytes, source: Source) -> queries.Heard:
    """Return what a message says; hl7v2.Fault when it cannot be used."""
    return queries.heard(raw, source)


def record(taken: Sequence[tuple[Hold, queries.Heard]]) -> None:
    """Make claimed messages of a feed take effect, and say that they are done.

    The visits they tell of are folded anew. One transaction: LeaseLost, or whatever else goes
    wrong, leaves nothing recorded.
    """
    source, at = taken[0][0].message.source, taken[0][0].shown
    told = [(hold.message.pk, one) for hold, heard in taken for one in heard.admissions]
    visited: dict[str, dict[str, int]] = defaultdict(dict)
    for pk, one in told:
        visited[one.visit][_name(one)] = pk
    queries.told_of_all(visited, source=source)  # read now, so that the lock is held for less time
    with transaction.atomic():
        # Two that fold a visit at once: the second waits, and then sees what the first was told.
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        pks = [hold.message.pk for hold, _said in taken]
        work.finish_all(Message, pks, was=State.RECEIVED, state=State.PROCESSED)
        rows = (Told(message_id=pk, source=source, visit=one.visit) for pk, one in told)
        Told.objects.bulk_create(rows, ignore_conflicts=True)
        refold(visited, source=source, at=at)
        for hold, heard in taken:
            _beside(heard, source=source, message=hold.message.pk, at=at)


def _beside(heard: queries.Heard, *, source: Source, message: int, at: datetime) -> None:
    """Keep what a message says that is no part of a visit: measured values, states of beds."""
    outcomes.observe(heard.measured, source=source, message=message, at=at)
    by = f"feed:{source.pk}"
    for said in heard.beds:
        capacity.say(said, site=source.site, by=by, at=at, source=source, message=message)


def refold(visited: Mapping[str, Mapping[str, int]], *, source: Source, at: datetime) -> None:
    """Make the journeys of these visits what all that was told of them makes.

    `visited` maps each visit to what was just told of it: name of the event to inbox row. A span
    is said to come from the row whose event it began with, one that changed otherwise from the
    newest.
    """
    rows: list[dict[str, Any]] = []
    bounds: dict[str, tuple[int | None, int | None]] = {}
    told = queries.told_of_all(visited, source=source)
    for case in sorted(visited):
        events = told.get(case, [])  # none where what told of it now tells of another visit
        visit = visits.fold(events)
        bounds[case] = visit.opened, visit.closed
        rows += visit_events.rows(visit, case=case, patient=_patient(events))
    ids = journeys.replace(
        events=visit_events.frame(rows),
        bounds=bounds,
        source=source,
        by=f"feed:{source.pk}",
        at=at,
        brought={row["ref"]: _origin(row["cause"], visited[row["case"]]) for row in rows},
    )
    capacity.project(ids.values())


def _name(one: Admission) -> str:
    """Return what a stretch that this event began is named after."""
    return one.digest if one.report is None else one.report.order


def _patient(events: Sequence[Admission]) -> str:
    """Return whom a visit is about: the last that said so, by when it happened, not by arrival."""
    named = [one for one in events if one.patient]
    return max(named, key=_moment).patient if named else ""


def _moment(one: Admission) -> tuple[int, int, str]:
    return one.occurred, one.written, one.digest


def _origin(cause: str | None, told: Mapping[str, int]) -> int:
    return told[cause] if cause in told else max(told.values())
