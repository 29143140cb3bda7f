"""What becomes of a claimed message whose work fails: set aside with its reason, or tried later."""

import logging
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.formats import hl7v2
from carepath.formats.fhir.faults import Refused
from carepath.frames.mapping import MappingError
from carepath.frames.rejects import FileError
from carepath.ingestion.actions import reading, recording, staging
from carepath.ingestion.actions.hold import Hold, Stopped
from carepath.ingestion.actions.moves import move
from carepath.ingestion.models import Message, Progress
from carepath.work import actions as work
from carepath.work.policies import ATTEMPTS_CAP, rest

logger = logging.getLogger(__name__)
State = Message.State
UNUSABLE = (FileError, MappingError, hl7v2.Fault, Refused, reading.ReadDifferently)
"""What says of a message, not of the portal, that it cannot be used; `code` names the reason."""


def settled(hold: Hold, work_on: Callable[[], None]) -> None:
    """Do the work on a claimed message; what fails is set aside, or tried again later.

    No failure leaves here, so that one bad message never stops another.
    """
    pk = hold.message.pk
    try:
        work_on()
    except Stopped:
        work.release(Message, pk)
    except work.LeaseLost:
        logger.warning("import %s: another process took over", pk)
    except UNUSABLE as error:
        set_aside(hold, getattr(error, "code", "mapping"), str(error))
    except Exception as error:
        logger.exception("import %s failed", pk)
        _try_later(hold, error)


def set_aside(hold: Hold, code: str, text: str) -> None:
    """Put a claimed message into quarantine with its reason, and say so in the ledger."""
    all_set_aside([(hold, code, text)])


def all_set_aside(claimed: Sequence[tuple[Hold, str, str]]) -> None:
    """Put claimed messages into quarantine, each with its code and sentence, in one transaction.

    One that another process changed meanwhile is left to it.
    """
    try:
        with transaction.atomic():
            for hold, code, text in claimed:
                _moved_aside(hold, code, text)
    except (work.LeaseLost, Stopped):
        if len(claimed) == 1:
            logger.warning(
                "import %s: changed by another while it failed", claimed[0][0].message.pk
            )
            return
        for one in claimed:
            one[0].message.refresh_from_db(fields=["state"])  # what was moved was rolled back
            all_set_aside([one])
        return
    for hold, _code, _text in claimed:
        staging.remove(hold.message)


def _moved_aside(hold: Hold, code: str, text: str) -> None:
    message, now = hold.message, hold.now
    with audit.recording_as(recording.actor(hold), at=now):
        hold.keep()
        if message.state != State.UNDOING:
            Progress.objects.filter(message=message).update(finished_at=now)
        changes = {"reason_code": code[:40], "reason_text": text[:500]}
        move(message, State.QUARANTINED, changes=changes, reason=code)


def _try_later(hold: Hold, error: Exception) -> None:
    """Give the message back, to be tried after a growing rest; set it aside at the cap."""
    attempts = Message.objects.values_list("attempts", flat=True).get(pk=hold.message.pk)
    text = _("The work stopped: %(kind)s. Nothing that was recorded is lost.") % {
        "kind": type(error).__name__
    }
    if attempts >= ATTEMPTS_CAP:
        set_aside(hold, "failed", text)
        return
    try:
        work.release(
            Message,
            hold.message.pk,
            not_before=hold.now + rest(attempts),
            reason_code="retry",
            reason_text=text,
        )
    except work.LeaseLost:
        logger.warning("import %s: another process took over", hold.message.pk)
