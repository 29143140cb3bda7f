"""A bed is kept for a patient, given back, or taken when they come."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from carepath.accounts.models import User
from carepath.audit import actions as audit
from carepath.capacity import policies, queries
from carepath.capacity.models import Claim, Move, Request, Reservation
from carepath.places.models import Bed

ARRIVED = "arrived"


class NotFree(ValueError):
    """A bed that cannot be reserved; the text says why."""


def reserve(*, request: Request, bed: Bed, by: User, at: datetime) -> Reservation:
    """Keep a bed for the patient of a request, instead of one that was kept for them.

    NotFree if it does not fit (any more), or somebody was first.
    """
    site = request.journey.site
    policies.check_place(by, site)
    now = site.time(at)
    with audit.recording_as(by, at=at) as act:
        mine = Reservation.objects.filter(journey=request.journey, ended_at=None)
        mine.update(ended_at=now, ended_by=act.actor[:150])
        reason = queries.why_not(request, bed, at=now)
        if reason:
            raise NotFree(reason)
        row = Reservation(bed=bed, journey=request.journey, since_at=now, by_name=act.actor[:150])
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise NotFree(_("Somebody else has just reserved it.")) from error
        audit.record("bed.reserved", bed, site=site.slug, journey=request.journey.short)
    return row


def give_back(*, reservation: Reservation, by: User, at: datetime) -> bool:
    """End a reservation; return whether it was still kept."""
    site = reservation.bed.unit.site
    policies.check_place(by, site)
    with audit.recording_as(by, at=at) as act:
        mine = Reservation.objects.filter(pk=reservation.pk, ended_at=None)
        ended = mine.update(ended_at=site.time(at), ended_by=act.actor[:150])
        if ended:
            audit.record("bed.given_back", reservation.bed, site=site.slug)
    return bool(ended)


def end_arrived(claims: Iterable[Claim]) -> None:
    """End the reservations of patients who came to some bed since."""
    came = {row.journey_id: row.since for row in claims if row.until is None}
    for row in Reservation.objects.filter(journey__in=came, ended_at=None):
        if came[row.journey_id] >= row.since_at:
            row.ended_at, row.ended_by = came[row.journey_id], ARRIVED
            row.save(update_fields=["ended_at", "ended_by"])


def keep_again(move: Move) -> None:
    """Keep the bed again that a patient had no more need of when they were said to have come,
    unless it was given to another since."""
    ended = Reservation.objects.filter(
        journey=move.journey_id, ended_by=ARRIVED, ended_at=move.happened_at
    )
    row = ended.first()
    if row is None:
        return
    taken = Reservation.objects.filter(ended_at=None)
    if not taken.filter(Q(bed=row.bed_id) | Q(journey=row.journey_id)).exists():
        row.ended_at, row.ended_by = None, ""
        row.save(update_fields=["ended_at", "ended_by"])
