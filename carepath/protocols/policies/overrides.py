"""May one patient's journey deviate: one function for every door, asked again at each step."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.places.models import Site
from carepath.protocols.models import Override
from carepath.protocols.policies.signing import check_clock, check_proved
from carepath.protocols.policies.states import NotNow

OPEN = frozenset({Override.State.ASKED, Override.State.EMERGENCY})
"""States in which a second person is awaited."""


def check_override(by: User, site: Site) -> None:
    """Raise unless this person may ask for overrides at a site, and decide those of others."""
    accounts.check_may(by, Permission.OVERRIDE, site=site.slug)
    if by.worker:
        raise PermissionDenied(_("Only a person can let a patient's journey deviate."))


def check_countersign(by: User, row: Override, *, at: datetime, proved_at: datetime | None) -> None:
    """Raise unless this person may make somebody else's override hold, now and by signing."""
    site = row.journey.site
    check_override(by, site)
    if by.pk == row.asked_by_id:
        raise PermissionDenied(_("A second person must confirm what you asked for."))
    since = accounts.holds_since(by, Permission.OVERRIDE, site=site.slug) or at
    if not site.synthetic and at - since < accounts.APPROVER_WAIT:
        raise PermissionDenied(_("Who was given this right within 24 hours confirms nothing yet."))
    check_proved(proved_at, at=at)
    check_clock(at, row.asked_at)
    check_open(row)
    if row.lapses_at is not None and at > row.lapses_at:
        raise NotNow(_("Nobody confirmed it within four hours, so it lapsed. Ask for it anew."))


def check_decline_override(by: User, row: Override) -> None:
    """Raise unless this person may refuse an override (their own: take it back)."""
    check_override(by, row.journey.site)
    check_open(row)


def check_open(row: Override) -> None:
    """Raise if nobody is awaited for it any more."""
    if row.state not in OPEN:
        raise NotNow(_("Somebody has decided this already, or it lapsed."))
