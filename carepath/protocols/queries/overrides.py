"""Which journeys deviate from what: lists, and the rules that an override excuses."""

from typing import Any

from django.db.models import QuerySet

from carepath.accounts.permissions import Permission
from carepath.frames.protocol import Document
from carepath.journeys.models import Journey
from carepath.protocols.models import Override, Version
from carepath.protocols.policies.overrides import OPEN
from carepath.protocols.queries import wording
from carepath.ui import paging
from carepath.ui.paging import Page

State = Override.State
HOLDING = (State.EMERGENCY, State.CONFIRMED)
"""States in which a journey may deviate; an emergency for as long as `Override.holds` says."""
MOST = 200
"""Overrides of one journey that are looked at."""


def deviations(*, by: Any, waiting: bool = False, after: str = "") -> Page:
    """Return a page of the overrides at the sites this person sees, newest first.

    `waiting`: only those for which a second person is awaited.
    """
    found = _seen(by).filter(state__in=OPEN) if waiting else _seen(by)
    return paging.newest(found, after=after)


def override(*, pk: int, by: Any) -> Override | None:
    """Return an override at a site this person sees."""
    return _seen(by).filter(pk=pk).first()


def _seen(by: Any) -> QuerySet[Override]:
    found = Override.objects.select_related(
        "journey__site", "journey__source", "protocol", "asked_by", "decided_by"
    )
    seen = by.sites_where(Permission.SEE)
    return found if seen is None else found.filter(journey__site__slug__in=seen)


def awaited(*, by: Any) -> int:
    """Return how many overrides await a second person at the sites this person sees."""
    return _seen(by).filter(state__in=OPEN).count()


def of_journey(journey: Journey) -> list[Override]:
    """Return the overrides of a journey, newest first."""
    rows = journey.overrides.select_related("asked_by", "decided_by", "protocol", "journey__site")
    return list(rows.order_by("-pk")[:MOST])


def places(document: Document) -> list[tuple[str, str]]:
    """Return (place, name) of each rule and step that a journey could deviate from."""
    rules = [(f"rules/{rule.id}", wording.rule_name(rule)) for rule in document.rules]
    steps = [
        (f"steps/{step.id}", wording.name_of("steps", step.id, document)) for step in document.steps
    ]
    return rules + steps


def excused(version: Version) -> dict[str, list[int]]:
    """Return {rule: keys of the journeys in which it need not be followed}.

    An override of a step excuses the rules that ask for the stage of that step.
    """
    rows = Override.objects.filter(protocol=version.protocol_id, state__in=HOLDING)
    found: dict[str, list[int]] = {}
    document = version.document
    for row in rows:
        if excuses(row):
            for rule in rules_at(row.place, document):
                found.setdefault(rule, []).append(row.journey_id)
    return found


def excuses(row: Override) -> bool:
    """Return whether an override counts for adherence: the sweep ends what lapsed."""
    return row.state == State.EMERGENCY or (row.state == State.CONFIRMED and row.is_sealed)


def rules_at(place: str, document: Document) -> frozenset[str]:
    """Return the ids of the rules of a document that an override at this place excuses."""
    section, _slash, row_id = place.partition("/")
    if section == "rules":
        return frozenset({row_id})
    stages = {step.stage for step in document.steps if step.id == row_id and step.stage}
    return frozenset(rule.id for rule in document.rules if rule.target in stages)
