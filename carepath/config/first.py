"""What a new home begins with: a site, the account that opens it, and an invented hospital."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from carepath.accounts import actions as accounts
from carepath.demo import actions as demo
from carepath.demo import queries as hospitals
from carepath.demo.policies import SEED
from carepath.places import actions as places


def first_rows(*, at: datetime) -> list[str]:
    """Write what is missing; return the lines to print, which hold the first password once."""
    places.first_site(name=settings.SITE_NAME, timezone=settings.SITE_TIMEZONE, by="setup", at=at)
    account = accounts.create_first_account(at=at)
    return [*_told(account), *_invented(at)]


def _told(account: accounts.NewAccount | None) -> list[str]:
    if account is None:
        return []
    words = {"user": account.user.get_username(), "password": account.password}
    return [
        _("Sign in as %(user)s with the password %(password)s") % words,
        _("It is shown only now. Choose your own after signing in."),
    ]


def _invented(at: datetime) -> list[str]:
    """Begin the invented hospital where it is wanted; the portal builds it once it runs."""
    if hospitals.is_there() or not hospitals.is_wanted(settings.DEMO):
        return []
    demo.start(seed=SEED, at=at, by="setup")
    return [_("An invented hospital is being built to look around in; it takes about a minute.")]
