"""Send what waits in the outbox: each try is on record before the mail server hears of it.

Nobody can send exactly once over SMTP. When the portal dies, or the line breaks, after a mail was
handed over, the mail is in doubt: by its topic it is sent once more, marked, or a person is asked.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.work.actions import leases, smtp
from carepath.work.actions.smtp import Fate, Outcome
from carepath.work.models import Delivery
from carepath.work.policies import AUDIT_VERB, State, goes_once_more, pause
from carepath.work.queries import free, waiting

LEASE_S = 120
"""Longer than all silences of one try together: a live try is never taken for a dead one."""
SOME = 20
"""Mails of one round: other work waits for its turn."""
KEPT = timedelta(days=90)
"""How long a sent or cancelled mail can be looked at."""

_rest: dict[str, Any] = {"until": None, "failures": 0}


def relay(*, by: Any, at: datetime) -> int:
    """Send the mails that are due; return how many were tried. Without a mail server they wait."""
    done = _settle_crashed(by=by, at=at) + _forget(at=at)
    if not settings.SMTP or (_rest["until"] and at < _rest["until"]):
        return done
    due = waiting(Delivery, states=[State.WAITING], at=at)
    for pk in list(due.values_list("pk", flat=True)[:SOME]):
        if not leases.claim(
            Delivery, pk, at=at, seconds=LEASE_S, states=[State.WAITING], into=State.SENDING
        ):
            continue
        done += 1
        if not _tried(Delivery.objects.get(pk=pk), by=by, at=at):
            break
    return done


def _tried(row: Delivery, *, by: Any, at: datetime) -> bool:
    """Try to send a claimed mail; return whether the mail server is of any use now."""
    found = smtp.hand_over(row, server=settings.SMTP, sender=settings.MAIL_FROM)
    _settle(row, found, by=by, at=at)
    if found.fate not in (Fate.NO_SERVER, Fate.SILENT):
        _rest.update(until=None, failures=0)
        return True
    _rest["failures"] += 1
    _rest["until"] = at + pause(_rest["failures"], "server")
    return False


def _settle(row: Delivery, found: Outcome, *, by: Any, at: datetime) -> None:
    if found.fate is Fate.SENT:
        leases.finish(Delivery, row.pk, state=State.SENT, sent_at=at)
    elif found.fate is Fate.IN_DOUBT:
        _doubt(row, found.text, by=by, at=at)
    elif found.fate is Fate.NO_SERVER:
        _move(row, State.WAITING, found, attempts=row.attempts - 1)
    elif found.fate is Fate.NEVER or row.attempts >= Delivery.MOST_ATTEMPTS:
        _aside(row, State.QUARANTINED, found, by=by, at=at)
    else:
        again = at + pause(row.attempts, row.key)
        _move(row, State.WAITING, found, not_before=again)


def _settle_crashed(*, by: Any, at: datetime) -> int:
    """Settle the mails whose sender died while it sent them; return how many."""
    left = Delivery.objects.filter(free(Delivery, at=at), state=State.SENDING).order_by("pk")
    text = _("The portal ended while the mail was handed over.")
    return sum(_doubt(row, text, by=by, at=at) for row in left[:SOME])


def _doubt(row: Delivery, text: str, *, by: Any, at: datetime) -> bool:
    """Send a mail in doubt once more, or leave it to a person; return whether it was ours to."""
    found = Outcome(Fate.IN_DOUBT, "", text)
    if goes_once_more(row.topic, row.repeats):
        again = at + pause(row.attempts, row.key)
        return _move(row, State.WAITING, found, not_before=again, repeats=row.repeats + 1)
    return _aside(row, State.IN_DOUBT, found, by=by, at=at)


def _aside(row: Delivery, state: str, found: Outcome, *, by: Any, at: datetime) -> bool:
    with audit.recording_as(by, at=at):
        moved = _move(row, state, found)
        if moved:
            audit.record(AUDIT_VERB[state], row, topic=row.topic, code=found.code)
    return moved


def _move(row: Delivery, state: str, found: Outcome, **fields: Any) -> bool:
    """Leave the mail in another state with its reason, unless another process has it by now."""
    mine = Delivery.objects.filter(pk=row.pk, state=State.SENDING, leased_by=row.leased_by)
    said = {"reason_code": found.code or found.fate.value, "reason_text": found.text}
    left = {"lease_until": None, "leased_by": "", "not_before": None}
    return mine.update(**(left | said | fields), state=state) == 1


def _forget(*, at: datetime) -> int:
    """Delete some mails that ended long ago; return how many."""
    ended = Delivery.objects.filter(
        state__in=[State.SENT, State.CANCELLED], created_at__lt=at - KEPT
    )
    old = list(ended.order_by("pk").values_list("pk", flat=True)[:SOME])
    return Delivery.objects.filter(pk__in=old).delete()[0] if old else 0
