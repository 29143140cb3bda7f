"""Let one patient's journey deviate from a rule or a step: asked, countersigned, lapsed."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.audit import actions as audit
from carepath.journeys.models import Journey
from carepath.protocols import policies, queries
from carepath.protocols.models import Assignment, Override, Protocol
from carepath.protocols.models.overrides import WITHIN

State = Override.State
SOME = 200
"""Overrides that lapse in one round."""


def ask_override(
    *,
    journey: Journey,
    protocol: Protocol,
    place: str,
    emergency: bool,
    by: User,
    at: datetime,
    reason: str,
) -> Override:
    """Return the override asked for; it holds once a second person signed, in an emergency at once
    and for four hours. NotNow for what the journey does not follow, or what is asked already."""
    policies.check_override(by, journey.site)
    with audit.acting_as(by, at=at, why=reason):
        what = _followed(journey, protocol, place)
        same = Override.objects.filter(journey=journey, protocol=protocol, place=place)
        if same.filter(state__in=[*policies.OPEN, State.CONFIRMED]).exists():
            raise policies.NotNow(_("An override of this waits or holds already."))
        row = Override(
            journey=journey, protocol=protocol, place=place, what=what[:200], emergency=emergency,
            reason=reason[:300], asked_at=at, asked_by=by,
        )  # fmt: skip
        if emergency:
            row.state, row.due_at = State.EMERGENCY, at + WITHIN
        row.save()
        _say("override.emergency" if emergency else "override.asked", row)
    return row


def _followed(journey: Journey, protocol: Protocol, place: str) -> str:
    """Return in words what a place is of the versions that a journey follows."""
    rows = Assignment.objects.filter(journey=journey, protocol=protocol).select_related("version")
    for row in rows.order_by("-since_at", "-pk"):
        names = dict(queries.deviable(row.version.document))
        if place in names:
            return names[place]
    raise policies.NotNow(_("This journey follows no such rule or step."))


def confirm_override(
    *, override: Override, by: User, at: datetime, proved_at: datetime | None, reason: str
) -> Override:
    """Return the override that holds: a second person signed for it."""
    with audit.acting_as(by, at=at, why=reason):
        row = _locked(override)
        policies.check_countersign(by, row, at=at, proved_at=proved_at)
        held = accounts.held_at(by, Permission.OVERRIDE, site=row.journey.site.slug)
        row.printed_name = by.get_full_name() or by.get_username()
        row.roles, row.proved_at = [role.name for role in held], proved_at
        _decided(row, State.CONFIRMED, by=by, at=at, answer=reason)
        audit.seal_soon()
    return row


def decline_override(*, override: Override, by: User, at: datetime, reason: str) -> Override:
    """Return the override refused, or taken back by who asked; an emergency ends at once."""
    with audit.acting_as(by, at=at, why=reason):
        row = _locked(override)
        policies.check_decline_override(by, row)
        state = State.WITHDRAWN if by.pk == row.asked_by_id else State.DECLINED
        _decided(row, state, by=by, at=at, answer=reason)
    return row


def lapse_overrides(*, by: Any, at: datetime) -> int:
    """End the emergencies that nobody countersigned in time; return how many there were."""
    due = Override.objects.filter(state=State.EMERGENCY, due_at__lt=at).order_by("due_at", "pk")
    keys = list(due.values_list("pk", flat=True)[:SOME])
    return sum(_lapsed(pk, by=by, at=at) for pk in keys)


def _lapsed(pk: int, *, by: Any, at: datetime) -> bool:
    with audit.acting_as(by, at=at, why=_("nobody countersigned it within four hours")):
        row = _locked(Override(pk=pk))
        if row.state != State.EMERGENCY:
            return False  # somebody was first
        _decided(row, State.LAPSED, by=None, at=at, answer="")
    return True


def _decided(row: Override, state: str, *, by: User | None, at: datetime, answer: str) -> None:
    row.state, row.decided_by, row.decided_at, row.answer = state, by, at, answer[:300]
    row.digest = row.digest_now() if state == State.CONFIRMED else ""
    row.save()
    _say(f"override.{state}", row)


def _locked(override: Override) -> Override:
    found = Override.objects.select_for_update(of=("self",))
    return found.select_related("journey__site", "protocol", "asked_by").get(pk=override.pk)


def _say(verb: str, row: Override) -> None:
    audit.record(
        verb, row, site=row.journey.site.slug, protocol=row.protocol.name, place=row.place,
        emergency=row.emergency,
    )  # fmt: skip
