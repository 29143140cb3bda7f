"""What a new home begins with: one site, and the account that opens the portal."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from carepath.accounts import actions as accounts
from carepath.places import actions as places


def first_rows(*, at: datetime) -> list[str]:
    """Write what is missing; return the lines to print, which hold the first password once."""
    places.first_site(name=settings.SITE_NAME, timezone=settings.SITE_TIMEZONE, by="setup", at=at)
    account = accounts.create_first_account(at=at)
    if account is None:
        return []
    words = {"user": account.user.get_username(), "password": account.password}
    return [
        _("Sign in as %(user)s with the password %(password)s") % words,
        _("It is shown only now. Choose your own after signing in."),
    ]
