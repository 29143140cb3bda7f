"""Who may say what of a bed."""

from typing import Any

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.frames import beds
from carepath.places.models import Site

SAYABLE = (beds.FREE, beds.HOUSEKEEPING, beds.CONTAMINATED, beds.ISOLATED, beds.CLOSED)
"""What a person may say; that a bed is occupied is said by putting a patient there."""
NEEDS_REASON = (beds.CLOSED,)


def check_say(by: Any, site: Site) -> None:
    """Raise a sentence unless this person may correct what is said of a site's beds."""
    accounts.check_may(by, Permission.CORRECT_BED, site=site.slug)


def may_say(by: Any, site: Site) -> bool:
    """Return whether this person may correct what is said of a site's beds."""
    return accounts.may(by, Permission.CORRECT_BED, site=site.slug)


def check_place(by: Any, site: Site) -> None:
    """Raise a sentence unless this person may reserve beds of a site."""
    accounts.check_may(by, Permission.PLACE, site=site.slug)


def may_place(by: Any, site: Site) -> bool:
    """Return whether this person may reserve beds of a site."""
    return accounts.may(by, Permission.PLACE, site=site.slug)
