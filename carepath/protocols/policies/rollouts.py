"""May this person bring a version into force, take it back, or decide for one journey."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.places.models import Site
from carepath.protocols.models import Activation, Version
from carepath.protocols.policies.states import NotNow, State, state_name


def check_activate(by: User, version: Version, site: Site) -> None:
    """Raise unless this person may bring this version into force at this site."""
    accounts.check_may(by, Permission.ACTIVATE, site=site.slug)
    if by.worker:
        raise PermissionDenied(_("Only a person can sign."))
    if version.state not in (State.APPROVED, State.ACTIVE):
        raise NotNow(
            _("%(version)s is %(state)s: only an approved version comes into force.")
            % {"version": version, "state": state_name(version.state)}
        )
    if site.synthetic != version.protocol.site.synthetic:
        raise NotNow(_("A protocol of an invented hospital is never in force at a real one."))
    if not site.synthetic and accounts.is_bootstrap():
        raise NotNow(awaits_administrators())


def start(wanted: datetime | None, *, now: datetime) -> datetime:
    """Return from when a version is in force; NotNow for a moment that is past."""
    if wanted is None:
        return now
    if wanted < now:
        raise NotNow(_("A version cannot come into force in the past."))
    return wanted


def awaits_administrators() -> str:
    """Return what the banner says until two people manage people."""
    return _(
        "Nothing can be activated yet: two administrators are needed, so that nobody grants "
        "themselves a role and approves alone. Grant the role to a second person first."
    )


def check_roll_back(by: User, activation: Activation) -> None:
    """Raise unless this person may end this activation at once."""
    accounts.check_may(by, Permission.ROLL_BACK, site=activation.site.slug)
    if activation.ends_at is not None:
        raise NotNow(_("It is no longer in force here."))


def check_retire(by: User, activation: Activation) -> None:
    """Raise unless this person may take this activation out of force as planned."""
    accounts.check_may(by, Permission.ACTIVATE, site=activation.site.slug)
    if activation.ends_at is not None:
        raise NotNow(_("It is no longer in force here."))


def check_decide(by: User, site: Site) -> None:
    """Raise unless this person may decide which version a journey follows, or excuse it."""
    accounts.check_may(by, Permission.REVIEW, Permission.ROLL_BACK, site=site.slug)


def nothing_to_switch() -> str:
    """Return why a journey stays with the version it follows."""
    return _("This journey already follows the version in force, or none is.")
