"""Who may put a screen on a wall."""

from typing import Any

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.places.models import Site


def check_screens(by: Any, site: Site) -> None:
    """Raise a sentence unless this person may add and revoke the screens of a site."""
    accounts.check_may(by, Permission.SET_UP_PLACES, site=site.slug)
