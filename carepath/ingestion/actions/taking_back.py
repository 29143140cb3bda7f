"""Take an import back: asked by a person with a reason, done in the background in batches."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from carepath.audit import actions as audit
from carepath.ingestion import policies
from carepath.ingestion.actions import staging
from carepath.ingestion.actions.hold import Hold
from carepath.ingestion.actions.moves import move
from carepath.ingestion.actions.receive import discard
from carepath.ingestion.models import Message, Progress
from carepath.ingestion.queries import built_on, under_way
from carepath.journeys import actions as journeys
from carepath.work import actions as work

State = Message.State
_JOURNEYS = 200
"""Journeys taken back in one transaction: the write lock is held 0.2 s at most."""


class NoReason(ValueError):
    """An undo without a reason."""


def undo(*, message: Message, reason: str, by: Any, at: datetime) -> None:
    """Ask that everything the import brought is taken back; the work follows in the background.

    NotNow if another import stands on it or is under way.
    """
    with audit.acting_as(by, at=at, why=reason):
        message = _locked(message)
        policies.check_undo(message, under_way=under_way(message), built_on=built_on(message))
        _begin(message, cancel=False, reason=reason, at=at)


def cancel(*, message: Message, by: Any, at: datetime) -> None:
    """Stop an import for good: what it recorded so far is taken back. A draft is deleted.

    NotNow if it has ended already.
    """
    with audit.recording_as(by, at=at):
        message = _locked(message)
        policies.check_cancel(message)
        is_draft = message.state == State.DRAFT
        if not is_draft:
            _begin(message, cancel=True, reason="", at=at)
    if is_draft:
        discard(message)


def retry(*, message: Message, by: Any, at: datetime) -> None:
    """Let an import that was set aside be tried again; NotNow if it was not."""
    with audit.recording_as(by, at=at):
        message = _locked(message)
        policies.check_retry(message, built_on=built_on(message))
        Progress.objects.filter(message=message).update(starts=0, place="", last_place="")
        move(message, State.RECEIVED, again=True)


def _locked(message: Message) -> Message:
    found = Message.objects.select_for_update(of=("self",)).select_related("site", "progress")
    return found.get(pk=message.pk)


def _begin(message: Message, *, cancel: bool, reason: str, at: datetime) -> None:
    # The state changes at once: from here on no range of it can commit. A worker that holds the
    # message finds out at its next step and lets go; whoever claims it then takes back.
    lease = {"lease_until": message.lease_until, "leased_by": message.leased_by}
    changes = {"cancel_asked": cancel, "reason_text": reason[:500]} | lease
    move(message, State.UNDOING, changes=changes, cancelled=cancel)
    mine = Progress.objects.filter(message=message)
    mine.update(undo_after=0, undo_started_at=None, undo_finished_at=None)
    mine.filter(finished_at=None).update(finished_at=at)


def take_back(hold: Hold, step: Callable[[], None]) -> None:
    """Take back journey by journey what the claimed message brought, then free its key."""
    message = hold.message
    with transaction.atomic():
        hold.keep()
        mine = Progress.objects.filter(message=message)
        mine.update(phase=Progress.Phase.UNDOING)
        mine.filter(undo_started_at=None).update(undo_started_at=hold.now)
    progress = Progress.objects.get(message=message)
    after: int | None = progress.undo_after if progress.cursor else None
    while after is not None:
        after = _take_back_some(hold, after)
        step()
    _finish(hold)
    step()


def _take_back_some(hold: Hold, after: int) -> int | None:
    message = hold.message
    with transaction.atomic():
        hold.keep(progress=True)
        _, following = journeys.retract(
            source=message.source,
            message=message.pk,
            by=f"import:{message.pk}",
            at=hold.now,
            after=after,
            limit=_JOURNEYS,
        )
        if following is not None:
            mine = Progress.objects.filter(message=message, undo_after=after)
            if mine.update(undo_after=following) != 1:
                raise work.LeaseLost(f"{message}: taken back further already.")
    return following


def _finish(hold: Hold) -> None:
    message, now = hold.message, hold.now
    journeys.store_changes(by=f"import:{message.pk}", at=now)
    with audit.recording_as(f"import:{message.pk}", at=now):
        hold.keep()
        Progress.objects.filter(message=message).update(
            phase=Progress.Phase.DONE, undo_finished_at=now, cursor=0
        )
        to = State.CANCELLED if message.cancel_asked else State.UNDONE
        changes = {"dedupe_key": None, "reason_text": message.reason_text}
        move(message, to, changes=changes)
    staging.remove(message)
