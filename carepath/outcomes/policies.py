"""Who may change rules of escalation, who may act on an alert, and who takes part in huddles."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.frames import escalation
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.frames.escalation import Rules
from carepath.outcomes.models import Alert, Note, RuleSet
from carepath.places.models import Site

MAIL_LATE = timedelta(hours=1)
"""How long after its time a huddle is still mailed: nobody meets about what is over."""


class NotNow(ValueError):
    """Something that cannot be done with rules or an alert as they are; the text says why."""


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Return whether a check passes, for pages that show or hide a button."""
    try:
        check(*args, **kwargs)
    except (PermissionDenied, NotNow):
        return False
    return True


def check_propose(by: User, site: Site) -> None:
    """Raise unless this person may propose or decline rules of a site."""
    accounts.check_may(by, Permission.SET_ESCALATION, site=site.slug)
    if by.worker:
        raise PermissionDenied(_("Only a person can sign."))


def check_rules(rules: Rules) -> None:
    """Raise what is wrong with rules, if anything."""
    able = [role.name for role in accounts.roles_that_may(Permission.ACKNOWLEDGE_ALERT)]
    known = list(PARAMETERS)
    found = escalation.faults(rules, parameters=known, roles=able)
    if found:
        raise NotNow(" ".join(_(text) for text in found))


def check_confirm(by: User, row: RuleSet, *, at: datetime, proved_at: datetime | None) -> None:
    """Raise unless this person may bring somebody else's rules into force."""
    check_propose(by, row.site)
    if by.pk == row.proposed_by_id:
        raise PermissionDenied(_("A second person must confirm what you proposed."))
    since = accounts.holds_since(by, Permission.SET_ESCALATION, site=row.site.slug) or at
    if not row.site.synthetic and at - since < accounts.APPROVER_WAIT:
        raise PermissionDenied(
            _("You may confirm from %(when)s UTC: who has this right newly waits 24 hours.")
            % {"when": (since + accounts.APPROVER_WAIT).strftime("%Y-%m-%d %H:%M")}
        )
    accounts.check_proved(proved_at, at=at)
    check_open(row)
    if at < row.proposed_at:
        raise NotNow(_("The clock was set back. Nothing is signed until it is right."))


def check_open(row: RuleSet) -> None:
    """Raise unless a proposal still waits."""
    if row.state != RuleSet.State.PROPOSED:
        raise NotNow(_("Somebody has decided this already."))


def check_act(by: User, alert: Alert) -> None:
    """Raise unless this person may acknowledge and rate alerts of a site."""
    accounts.check_may(by, Permission.ACKNOWLEDGE_ALERT, site=alert.site.slug)


def check_note(by: User, note: Note) -> None:
    """Raise unless this person may settle notes about the rules of a site."""
    accounts.check_may(by, Permission.ACKNOWLEDGE_ALERT, site=note.site.slug)


def check_huddle(by: User, site: Site) -> None:
    """Raise unless this person may write into the huddles of a site."""
    accounts.check_may(by, Permission.HUDDLE, site=site.slug)


def check_read(by: User, site: Site) -> None:
    """Raise unless this person may read the huddles of a site."""
    accounts.check_may(by, Permission.SEE, site=site.slug)


def check_times(by: User, site: Site) -> None:
    """Raise unless this person may say when a site holds huddles."""
    accounts.check_may(by, Permission.SET_UP_PLACES, site=site.slug)


def check_mail(by: User, site: Site) -> None:
    """Raise unless this person may get the huddles of a site by mail."""
    check_read(by, site)
    if not by.email:
        raise NotNow(_("You have no e-mail address here. Who manages people enters one."))


def may_mail(rules: Rules, zone: str, *, taken: datetime, now: datetime) -> bool:
    """Return whether a huddle written down at a moment of the site's clock is mailed now: not in
    the quiet hours, and within MAIL_LATE of that moment or of the end of the quiet hours it fell
    into."""

    def is_quiet(at: datetime) -> bool:
        return rules.is_quiet(at.astimezone(ZoneInfo(zone)).hour)

    if is_quiet(now):
        return False
    waited = now - taken
    kept = is_quiet(taken) and is_quiet(now - MAIL_LATE) and waited < timedelta(days=1)
    return waited <= MAIL_LATE or kept
