"""Pin journeys to the version in force when they became eligible, and move them as declared."""

from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import QuerySet

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.frames.moments import OPEN, from_us, to_us
from carepath.journeys import queries as journeys
from carepath.protocols import policies, queries
from carepath.protocols.models import Activation, Assignment, Followed, UnderWay

SOME = 2_000
"""Journeys that one round looks at, and that one round moves to another version."""


def follow(*, by: Any, at: datetime) -> int:
    """Pin what became eligible since the last round; return how many journeys were pinned."""
    latest = journeys.latest_change()
    found = 0
    for activation in queries.running():
        if activation.followed.change < latest:
            found += _pin(activation, by=by, at=at)
        if activation.under_way == UnderWay.SWITCH:
            found += _switch(activation, by=by, at=at)
    return found


def _pin(activation: Activation, *, by: Any, at: datetime) -> int:
    watermark = activation.followed.change
    spans, upto = journeys.changed_spans(site=activation.site, since=watermark, limit=SOME)
    now = to_us(activation.site.time(at))
    since = queries.eligible_since(activation.version.document, spans, now)
    starts = to_us(activation.starts_at)
    rows = np.flatnonzero((since != OPEN) & (since >= starts))
    moments = dict(zip(spans.journey_id[rows].tolist(), since[rows].tolist(), strict=True))
    with audit.recording_as(by, at=at):
        mine = Followed.objects.filter(activation=activation, change=watermark)
        if mine.update(change=upto) != 1:
            return 0  # another process was first
        return _write(activation, moments)


def _write(activation: Activation, moments: dict[int, int]) -> int:
    """Pin these journeys {id: moment}; one that follows a version of the protocol already stays."""
    held = Assignment.objects.filter(protocol=activation.protocol, journey__in=moments)
    taken = set(held.values_list("journey", flat=True))
    fresh = [
        _assignment(activation, journey, from_us(moment))
        for journey, moment in moments.items()
        if journey not in taken
    ]
    Assignment.objects.bulk_create(fresh)
    return len(fresh)


def _assignment(activation: Activation, journey: int, since: datetime) -> Assignment:
    return Assignment(
        journey_id=journey,
        protocol=activation.protocol,
        activation=activation,
        version=activation.version,
        since_at=since,
    )


def _switch(activation: Activation, *, by: Any, at: datetime) -> int:
    """Move open journeys of the versions before to this one, once it is in force."""
    now = activation.site.time(at)
    if activation.starts_at > now:
        return 0
    rows = list(_others(activation).order_by("pk")[:SOME])
    if not rows:
        return 0
    with audit.recording_as(by, at=at):
        for row in rows:
            _moved(row, activation, max(now, row.since_at))
    return len(rows)


def _others(activation: Activation) -> QuerySet[Assignment]:
    """Return the open journeys at the site that follow another version of the protocol."""
    return Assignment.objects.filter(
        protocol=activation.protocol,
        journey__site=activation.site,
        journey__closed_at=None,
        until_at=None,
    ).exclude(activation=activation)


def _moved(row: Assignment, activation: Activation, when: datetime) -> Assignment:
    mine = Assignment.objects.filter(pk=row.pk, until_at=None)
    mine.update(until_at=when)
    fresh = _assignment(activation, row.journey_id, when)
    fresh.save(force_insert=True)
    return fresh


def switch_one(*, assignment: Assignment, by: User, at: datetime, reason: str) -> Assignment:
    """Return the assignment of an open journey to the version in force now, as a person decided."""
    site = assignment.journey.site
    policies.check_decide(by, site)
    with audit.acting_as(by, at=at, why=reason):
        row = Assignment.objects.select_for_update().get(pk=assignment.pk)
        running = queries.open_activation(assignment.protocol, site)
        if running is None or row.until_at is not None or running.pk == row.activation_id:
            raise policies.NotNow(policies.nothing_to_switch())
        moved = _moved(row, running, max(site.time(at), row.since_at))
        audit.record(
            "protocol.switched", moved, site=site.slug, protocol=assignment.protocol.name,
            before=row.version.title, after=running.version.title,
        )  # fmt: skip
    return moved
