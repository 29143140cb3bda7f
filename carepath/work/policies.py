"""When a waiting row may be taken, when it is poison, how long it rests after a failure."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.work.models import Delivery

ATTEMPTS_CAP = 5
"""So many tries without progress; then the row is poison and goes to quarantine."""

LEASE_S = 60
"""Seconds a lease lasts unless it is renewed."""

FRESH_S = 20.0
"""A part that showed life within so many seconds counts as working."""


def is_poison(attempts: int) -> bool:
    """Return whether a row that was tried so often may not be tried again."""
    return attempts >= ATTEMPTS_CAP


def rest(attempts: int) -> timedelta:
    """Return the rest after the n-th failure: 2, 4, 8 ... seconds, at most 5 minutes."""
    return timedelta(seconds=min(2 ** min(attempts, 9), 300))


State = Delivery.State
TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    State.WAITING: (State.CANCELLED,),
    State.SENDING: (),
    State.SENT: (),
    State.IN_DOUBT: (State.WAITING, State.SENT, State.CANCELLED),
    State.QUARANTINED: (State.WAITING, State.CANCELLED),
    State.CANCELLED: (State.WAITING,),
}
"""Where a person may move a mail."""
UNFIT = "unfit"
"""Why a mail was set aside before any mail server heard of it; sent again it would still be so."""
AUDIT_VERB: Mapping[str, str] = {
    State.WAITING: "mail.again",
    State.SENDING: "mail.sending",
    State.SENT: "mail.arrived",
    State.IN_DOUBT: "mail.in_doubt",
    State.QUARANTINED: "mail.set_aside",
    State.CANCELLED: "mail.cancelled",
}
WAYS: Mapping[str, Promise] = {
    State.WAITING: gettext_lazy("Send again"),
    State.SENT: gettext_lazy("It arrived"),
    State.CANCELLED: gettext_lazy("Cancel"),
}
"""The words of the button that moves a mail there."""
ASKS = (State.IN_DOUBT, State.QUARANTINED)
"""States in which a mail waits for a person."""
ONCE_MORE = frozenset({"ledger.root", "ledger.alert", "feed.silent", "huddle"})
"""Topics of which a second copy does no harm: what is in doubt is sent once more, and says so. Of
any other a person is asked."""


class NotNow(ValueError):
    """A mail that may not be moved there; the text says what it is."""


def moves(delivery: Delivery) -> tuple[str, ...]:
    """Return where a person may move this mail."""
    found = TRANSITIONS.get(delivery.state, ())
    is_unfit = delivery.reason_code == UNFIT
    return tuple(to for to in found if not (is_unfit and to == State.WAITING))


def check_move(delivery: Delivery, to: str) -> None:
    """Raise NotNow unless a person may move this mail there."""
    if to not in moves(delivery):
        said = State(delivery.state).label
        raise NotNow(_("This mail is %(state)s: that cannot be done with it.") % {"state": said})


def goes_once_more(topic: str, repeats: int) -> bool:
    """Return whether a mail in doubt is sent again by itself, marked as a possible repeat."""
    return topic in ONCE_MORE and repeats == 0


def pause(attempts: int, key: str) -> timedelta:
    """Return the rest after the n-th failed try to send: half a minute doubling to an hour.

    A quarter of it depends on the mail's key, so that many mails do not come back all at once.
    """
    longest = min(30 * 2 ** min(attempts - 1, 10), 3600)
    share = hashlib.sha256(f"{key}:{attempts}".encode()).digest()[0] / 255
    return timedelta(seconds=longest * (0.75 + share / 4))
