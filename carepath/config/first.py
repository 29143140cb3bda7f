"""What a new home begins with: a site, the account that opens it, and an invented hospital.

The first password is kept nowhere, and told some time after it was made: together with the address
once the portal is ready. Until then a file names the process that is to tell it. Where that process
ended before, the next start makes another password and tells that one.
"""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from carepath.accounts import actions as accounts
from carepath.accounts import queries as people
from carepath.demo import actions as demo
from carepath.demo import queries as hospitals
from carepath.demo.policies import SEED
from carepath.places import actions as places
from carepath.work import queries as work


def first_rows(*, at: datetime) -> list[str]:
    """Write what is missing; return the lines to print, which hold the first password once.

    Whoever printed them says so (`told`).
    """
    places.first_site(name=settings.SITE_NAME, timezone=settings.SITE_TIMEZONE, by="setup", at=at)
    return [*_words(_account(at)), *_invented(at)]


def told() -> None:
    """Keep that this process has told the first password, so that no later start makes another."""
    if _teller() == work.holder():
        _mark().unlink(missing_ok=True)


def _account(at: datetime) -> accounts.NewAccount | None:
    """Return the account whose password is to be told now: a new one, or one of which nobody was
    told, as whoever was to tell it ended before."""
    teller = _teller()
    if people.is_anybody() if teller is None else not work.holder_is_dead(teller):
        return None
    _write(work.holder())
    return accounts.create_first_account(at=at) or accounts.renew_first_account(at=at)


def _mark() -> Path:
    return Path(settings.CAREPATH_HOME) / "run" / "first-account"


def _teller() -> str | None:
    """Return which process is to tell the first password; None = it was told, or not made yet."""
    try:
        return _mark().read_text()
    except FileNotFoundError:
        return None


def _write(teller: str) -> None:
    """Name who is to tell, on the disk before the account is: either may be cut short by a kill."""
    mark = _mark()
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = mark.with_suffix(".draft")
    with draft.open("w") as file:
        file.write(teller)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(mark)


def _words(account: accounts.NewAccount | None) -> list[str]:
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
