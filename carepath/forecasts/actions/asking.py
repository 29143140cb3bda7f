"""Slots: one row for each hour at which a job is due, whoever looks first."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Slot
from carepath.places.models import Site

WAITING, SKIPPED = Slot.State.WAITING, Slot.State.SKIPPED


def ask_due(*, by: Any, at: datetime) -> int:
    """Ask for every job that is due and has no row yet; return how many that were.

    Any number of processes may do so at once: the database takes each slot from one of them.
    """
    wanted = queries.not_there(queries.sites_with_journeys(), at=at)
    for job, site, slot in wanted:
        _ask(job, site, slot, by=by, at=at)
    return len(wanted)


def ask_now(*, site: Site, by: Any, at: datetime) -> None:
    """Have every job of a site done for its latest slot, once more if it was: it has lived on.

    Of what is told each hour some hours before it as well, so that the change can be told.
    """
    who, _name = audit.actor_of(by)
    said = {"site": site, "state": WAITING, "asked_at": at, "asked_by": who[:150]}
    for job, step in policies.EVERY.items():
        latest = policies.due(job, site.time(at))
        _ask(job, site, latest, by=by, at=at)
        back = policies.BACK if step == policies.HOURLY else 0
        slots = [latest - n * step for n in range(back, -1, -1)]
        with audit.recording_as(by, at=at):
            found = Slot.objects.filter(job=job, site=site, slot_at__in=slots)
            _again(found, by=by, at=at)
            # Who is at work on one loses it: what was read is older than what is known now.
            at_work = found.filter(state=WAITING, lease_until__isnull=False)
            at_work.update(lease_until=None, leased_by="")
            rows = [Slot(job=job, slot_at=slot, **said) for slot in slots]
            Slot.objects.bulk_create(rows, ignore_conflicts=True)


def run_again(*, slot: Slot, by: Any, at: datetime) -> None:
    """Let a job be done once more for its slot; what it told before stays.

    NotNow while it waits for its turn, PermissionDenied.
    """
    policies.check_again(by, slot)
    with audit.recording_as(by, at=at):
        if not _again(Slot.objects.filter(pk=slot.pk), by=by, at=at):
            raise policies.NotNow(_("It is waiting for its turn already."))
        audit.record("forecast.again", slot, site=slot.site.slug, job=slot.job)


def _ask(job: str, site: Site, latest: datetime, *, by: Any, at: datetime) -> None:
    last = queries.last_slot(job, site)
    if last is not None and last > latest:
        return  # a clock was set back: what it shows now was foretold already
    who, _name = audit.actor_of(by)
    said = {"job": job, "site": site, "asked_at": at, "asked_by": who[:150]}
    past = policies.missed(job, last, latest) if last is not None else []
    text = _("Nobody was there to do it in time; a later one is done instead.")
    missed = [
        Slot(slot_at=slot, state=SKIPPED, reason_code="missed", reason_text=text, **said)
        for slot in past
    ]
    rows = [*missed, Slot(slot_at=latest, state=WAITING, **said)]
    with audit.recording_as(by, at=at):
        Slot.objects.bulk_create(rows, ignore_conflicts=True)
        _pass_over(job, site, latest)


def _pass_over(job: str, site: Site, latest: datetime) -> None:
    """Skip what waits for its first try when the next slot has begun."""
    waits = Slot.objects.filter(
        Q(lease_until=None), job=job, site=site, state=WAITING, slot_at__lt=latest, attempts=0
    )
    text = _("The next one was due before anybody had begun it.")
    waits.update(state=SKIPPED, reason_code="late", reason_text=text)


def _again(found: Any, *, by: Any, at: datetime) -> int:
    who, _name = audit.actor_of(by)
    return found.exclude(state=WAITING).update(
        state=WAITING, attempts=0, lease_until=None, leased_by="", not_before=None, reason_code="",
        reason_text="", asked_at=at, asked_by=who[:150], done=0, total=0,
    )  # fmt: skip
